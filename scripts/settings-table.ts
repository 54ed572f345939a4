import { settings } from '../src/config.ts'

/** Writes the table of settings in src/cli/README.md from src/config.ts. Run it after a change: bun run settings-table. */

const settingsPage = 'src/cli/README.md'

const cell = (text: string) => text.replaceAll('|', '\\|')

const describeDefault = (fallback: string, demoFallback?: string) => {
  const usual = fallback === '' ? 'unset' : `\`${fallback}\``
  return demoFallback === undefined ? usual : `${usual}; in the demo \`${demoFallback}\``
}

export const settingsTable = (): string => {
  const rows = Object.values(settings).map(definition => {
    const { variable, type, fallback, help } = definition
    const demoFallback = 'demoFallback' in definition ? definition.demoFallback : undefined
    return `| \`${variable}\` | ${cell(type)} | ${describeDefault(fallback, demoFallback)} | ${cell(help)} |`
  })
  return ['| variable | allowed values | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

const markers =
  /(<!-- settings: made by scripts\/settings-table\.ts -->\n)[\s\S]*?(\n<!-- end of settings -->)/

/** The page with the current table. */
export const withSettingsTable = (page: string): string =>
  page.replace(markers, (_, begin: string, end: string) => `${begin}${settingsTable()}${end}`)

if (import.meta.main) {
  const page = await Bun.file(settingsPage).text()
  await Bun.write(settingsPage, withSettingsTable(page))
}
