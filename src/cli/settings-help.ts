import { type Mode, settings } from '../config.ts'

export const settingsHelp = (mode: Mode): string => {
  const width = Math.max(...Object.values(settings).map(({ variable }) => variable.length)) + 2
  const lines = Object.values(settings).map(definition => {
    const { variable, fallback, help } = definition
    const inDemo = 'demoFallback' in definition && mode === 'demo' ? definition.demoFallback : fallback
    const text = `${help}${inDemo === '' ? '' : ` Default: ${inDemo}.`}`.replaceAll('`', '')
    return `  ${variable.padEnd(width)}${text}`
  })
  return ['', 'Settings (environment variables):', ...lines].join('\n')
}
