import { settings } from '../src/config.ts'

/** Writes the table of settings in src/cli/README.md from `src/config.ts`. Run it after a change: bun run settings-table. */

const cell = (text: string) => text.replaceAll('|', '\\|')

const defaultOf = (fallback: string, demoFallback?: string) => {
  const usual = fallback === '' ? 'unset' : `\`${fallback}\``
  return demoFallback === undefined ? usual : `${usual}; in the demo \`${demoFallback}\``
}

export const settingsTable = (): string => {
  const rows = Object.values(settings).map(definition => {
    const { variable, type, fallback, help } = definition
    const demoFallback = 'demoFallback' in definition ? definition.demoFallback : undefined
    return `| \`${variable}\` | ${cell(type)} | ${defaultOf(fallback, demoFallback)} | ${cell(help)} |`
  })
  return ['| variable | what may stand there | default | what it does |', '|---|---|---|---|', ...rows].join(
    '\n',
  )
}

const markers =
  /(<!-- settings: made by scripts\/settings-table\.ts -->\n)[\s\S]*?(\n<!-- end of settings -->)/

/** The page with the table as it should be. */
export const withSettingsTable = (page: string): string =>
  page.replace(markers, (_, begin: string, end: string) => `${begin}${settingsTable()}${end}`)

if (import.meta.main) {
  const page = await Bun.file('src/cli/README.md').text()
  await Bun.write('src/cli/README.md', withSettingsTable(page))
}
