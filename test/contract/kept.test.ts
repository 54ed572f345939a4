import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startTestServer } from '../support/server.ts'

const page = join(import.meta.dir, '../../src/cli/README.md')

/** A row of the table of bounds. */
const rowPattern = /^\| `([a-z_]+)` \| [^|]+ \| ([^|]+) \| [^|]+ \| ([^|]+) \|$/gm

test('everything that clients can make the server keep is in the table of the README, with its bound and its test', async () => {
  const server = await startTestServer()
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  await server.stop()
  const bounds = Object.fromEntries(
    [...metrics.matchAll(/^chayenity_bound_max\{bound="(\w+)",.*\} (\d+)$/gm)].map(([, name, max]) => [
      name,
      max,
    ]),
  )
  const text = await Bun.file(page).text()
  const rows = [...text.slice(text.indexOf('## Everything that clients')).matchAll(rowPattern)]
  const told = Object.fromEntries(
    rows.map(([, name = '', max]) => [name, max === '`THUMBNAILS_MIB`' ? String(1024 ** 3) : max]),
  )
  expect(told).toEqual(bounds)
  for (const [, name, , link = ''] of rows) {
    const path = /\((.+)\)/.exec(link)?.[1]
    if (path) expect([name, existsSync(join(page, '..', path))]).toEqual([name, true])
  }
})
