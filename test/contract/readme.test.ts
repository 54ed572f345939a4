import { describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import packageJson from '../../package.json'
import { measuredPages, readResults } from '../../scripts/bench/readme.ts'
import { figuresPage, readFigures, withFigureTable } from '../../scripts/figures/readme.ts'
import { settingsTable, withSettingsTable } from '../../scripts/settings-table.ts'
import { withCommandTable } from '../support/command-cases.ts'
import { blocksOf, pagePaths } from '../support/markdown.ts'

const read = (path: string) => Bun.file(path).text()

/** How somebody who has only Node starts Bun, in the version of the project. */
const npxBun = `npx --yes ${packageJson.packageManager}`

/** Beginnings of commands that `test/e2e/readme.slow.ts` does not run, and why. Pages mark their blocks `not-run`. */
const notRun: Record<string, string> = {
  [`${npxBun} run check`]: 'it runs that test itself',
  [`${npxBun} run bench`]: 'it takes a quarter of an hour',
  [`${npxBun} run figures`]: 'it takes hours',
  [`${npxBun} run fuzz`]: '`bun run check` runs it',
  [`${npxBun} run mutants`]: 'it takes half an hour',
  [`${npxBun} run pack`]: 'test/e2e/packed.slow.ts packs after the check has built',
  'npm install ./chayenity': 'test/e2e/packed.slow.ts does it in an empty folder',
  'npx chayenity': 'test/e2e/packed.slow.ts does it in an empty folder',
  [`${npxBun} src/main.ts world save`]: 'test/e2e/commands.slow.ts does it',
  [`DATA_DIR=./bug ${npxBun} run demo --from`]: 'test/e2e/world-file.slow.ts fills a folder from a file',
  createdb: 'test/e2e/postgres.slow.ts starts a server of its own',
  'export DATABASE_URL=': 'test/e2e/cluster.slow.ts starts copies with these settings',
  'export JWT_SECRET_FILE=': 'the same',
  'export S3_ENDPOINT=': 'the same',
  'DATA_DIR=/var/lib/chayenity chayenity': 'the same',
  'docker ': 'test machines have no container engine',
  'systemctl ': 'it changes the machine',
  'apt-get ': 'it changes the machine',
}

/** What a block may be, and what runs or compiles it; another name for `sh` would escape these tests. */
const languages: Record<string, string> = {
  sh: 'test/e2e/readme.slow.ts pastes it into a shell',
  text: 'the same compares it with what the commands before it print',
  ts: 'test/e2e/packed.slow.ts compiles it',
  tsx: 'the same',
  html: 'test/packed/gigs.playwright.ts runs a page like it',
  yaml: '`bun run generators` generates by it',
  json: 'test/e2e/world-file.slow.ts makes a world of it',
  ini: 'test/e2e/deployment.slow.ts verifies it',
  caddyfile: 'test/e2e/proxies.slow.ts puts it in front of a server',
  nginx: 'the same',
  dart: 'nothing: test machines have no Dart',
}

describe('the README', () => {
  test('has at most 150 lines', async () => {
    expect((await read('README.md')).trimEnd().split('\n').length).toBeLessThanOrEqual(150)
  })

  test.each(Object.entries(measuredPages))(
    '%s has the figures of the kept results; after a change: bun scripts/bench/readme.ts',
    async (path, write) => {
      const page = await read(path)
      expect(write(page, await readResults())).toBe(page)
    },
  )
})

test('the table of figures is made of the kept results; after a change: bun scripts/figures/readme.ts', async () => {
  const page = await read(figuresPage)
  expect(withFigureTable(page, await readFigures())).toBe(page)
})

test('the table of settings is the one that config.ts makes; after a change: bun run settings-table', async () => {
  const page = await read('src/cli/README.md')
  expect(page).toContain(settingsTable())
  expect(withSettingsTable(page)).toBe(page)
})

test('the table of exit codes is made of the cases that are run; after a change: bun test/support/command-cases.ts', async () => {
  const page = await read('src/cli/README.md')
  expect(withCommandTable(page)).toBe(page)
})

describe.each(pagePaths())('%s', path => {
  test('names only scripts that are in package.json', async () => {
    const scripts = Object.keys(packageJson.scripts)
    const named = [...(await read(path)).matchAll(/\bbun(?:@[\d.]+)? run (?:--silent )?([a-z][\w-]*)/g)].map(
      match => match[1] ?? '',
    )
    expect(named.filter(name => !scripts.includes(name))).toEqual([])
  })

  test('links only to files that are in the repository', async () => {
    const linked = [...(await read(path)).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(match => match[1] ?? '')
    expect(linked.filter(target => !existsSync(join(dirname(path), target)))).toEqual([])
  })

  test('marks its commands so that they are run, or says that they cannot be', async () => {
    const blocks = blocksOf(await read(path))
    const unknown = blocks.filter(
      ({ language, marker }) =>
        !Object.hasOwn(languages, language) ||
        (language === 'sh' && !['', 'serve', 'not-run'].includes(marker)),
    )
    expect(unknown).toEqual([])
    const unexplained = blocks
      .filter(({ marker }) => marker === 'not-run')
      .flatMap(({ text }) => text.trim().split('\n'))
      .filter(line => !Object.keys(notRun).some(beginning => line.startsWith(beginning)))
    expect(unexplained).toEqual([])
  })

  test('has no comments among its commands: zsh would run them', async () => {
    const commands = blocksOf(await read(path)).filter(({ language }) => language === 'sh')
    expect(commands.filter(({ text }) => /(^|\s)#/m.test(text))).toEqual([])
  })

  test('starts Bun through npx in its commands, as somebody needs who has only Node', async () => {
    const lines = blocksOf(await read(path))
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.split('\n'))
    const bare = lines.filter(line => /\bbunx?\b/.test(line.replaceAll(npxBun, '')))
    expect(bare).toEqual([])
  })
})
