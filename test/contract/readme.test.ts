import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import packageJson from '../../package.json'
import { settingsTable, withSettingsTable } from '../../scripts/settings-table.ts'

const read = (path: string) => Bun.file(path).text()

describe('the README', () => {
  test('has the table of settings that config.ts makes; after a change: bun run settings-table', async () => {
    const readme = await read('README.md')
    expect(readme).toContain(settingsTable())
    expect(withSettingsTable(readme)).toBe(readme)
  })

  test('names only scripts that are there', async () => {
    const scripts = Object.keys(packageJson.scripts)
    for (const path of ['README.md', 'src/README.md']) {
      const named = [
        ...(await read(path)).matchAll(/\bbun(?:@[\d.]+)? run (?:--silent )?([a-z][\w-]*)/g),
      ].map(match => match[1])
      expect(named.filter(name => name !== undefined && !scripts.includes(name))).toEqual([])
    }
  })

  test('links only to files that are there', async () => {
    for (const [path, base] of [
      ['README.md', ''],
      ['src/README.md', 'src/'],
    ] as const) {
      const linked = [...(await read(path)).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
        match => match[1] ?? '',
      )
      expect(linked.filter(target => !existsSync(base + target))).toEqual([])
    }
  })
})
