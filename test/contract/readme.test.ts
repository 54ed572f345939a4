import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import packageJson from '../../package.json'
import { settingsPage, settingsTable, withSettingsTable } from '../../scripts/settings-table.ts'

const read = (path: string) => Bun.file(path).text()

test('the table of settings is the one that config.ts makes; after a change: bun run settings-table', async () => {
  const page = await read(settingsPage)
  expect(page).toContain(settingsTable())
  expect(withSettingsTable(page)).toBe(page)
})

describe('the README', () => {
  test('names only scripts that are there', async () => {
    const scripts = Object.keys(packageJson.scripts)
    for (const path of ['README.md', 'src/README.md', 'src/cli/README.md']) {
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
      ['src/cli/README.md', 'src/cli/'],
    ] as const) {
      const linked = [...(await read(path)).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
        match => match[1] ?? '',
      )
      expect(linked.filter(target => !existsSync(base + target))).toEqual([])
    }
  })
})
