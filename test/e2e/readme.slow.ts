import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Block, blocksOf, pagePaths } from '../support/markdown.ts'
import { temporaryFolder } from '../support/process.ts'
import { type ServerGroup, startGroup } from '../support/process-group.ts'
import { makeNodeOnlyPath, type ShellName, ShellSession } from '../support/shell-session.ts'

/**
 * Pastes the blocks of commands of every page into a shell, in the order of the page, on a machine that has Node and
 * curl and nothing else. A block marked `serve` starts the server that the blocks after it talk to. A `text` block behind
 * commands is what they print. The example data is made once; each server begins with a copy of it, and that of the
 * README with an empty folder too.
 */

const root = new URL('../..', import.meta.url).pathname
const folder = temporaryFolder()
afterAll(folder.remove)
const path = makeNodeOnlyPath(folder.path)

const isCi = process.env.CI === 'true'
const shells: ShellName[] = ['bash', 'zsh']
const shownAddress = 'http://127.0.0.1:8000'
const demo: Block = { language: 'sh', marker: 'serve', text: 'npx --yes bun@1.4.5 run demo\n', line: 0 }

const environment = (home: string, data: string) => ({ PATH: path, HOME: home, PORT: '0', DATA_DIR: data })

const exampleData = join(folder.path, 'example-data')
beforeAll(async () => {
  const first = await startGroup(
    ['sh', '-c', `exec ${demo.text}`],
    root,
    environment(folder.path, exampleData),
  )
  await first.end()
}, 120_000)

let server: ServerGroup | null = null
let session: ShellSession | null = null
afterEach(async () => {
  await session?.end()
  await server?.end()
  server = null
  session = null
})

/** A new server with a data folder of its own, in the place of the last one. */
const serve = async (home: string, { text, line }: Block, isFirstStart: boolean): Promise<string> => {
  await server?.end()
  const data = join(home, `data-${line}`)
  if (!isFirstStart) cpSync(exampleData, data, { recursive: true })
  server = await startGroup(['sh', '-c', `exec ${text}`], root, environment(home, data))
  return server.url
}

const isRun = ({ language, marker }: Block) => language === 'sh' && marker !== 'not-run'
const pages = pagePaths().filter(page => blocksOf(readFileSync(join(root, page), 'utf8')).some(isRun))

const walkThrough = async (page: string, shell: ShellName) => {
  const home = join(folder.path, `${page.replaceAll('/', '-')}-${shell}`)
  mkdirSync(home)
  const blocks = blocksOf(await Bun.file(join(root, page)).text())
  const opened = new ShellSession(shell, home, { PATH: path, HOME: home, LANG: 'C.UTF-8' })
  session = opened
  const isFirstStart = page === 'README.md' && shell === 'bash'
  let url = ''
  for (const [at, block] of blocks.entries()) {
    if (!isRun(block)) continue
    if (block.marker === 'serve') {
      url = await serve(home, block, isFirstStart)
      continue
    }
    url ||= await serve(home, demo, isFirstStart)
    const result = await opened.paste(block.text.replaceAll(shownAddress, url))
    const place = `${page}:${block.line}`
    expect({ place, exitCode: result.exitCode, errors: result.errors }).toEqual({
      place,
      exitCode: 0,
      errors: '',
    })
    const shown = blocks[at + 1]
    if (shown?.language === 'text') expect(`${place}\n${result.out}`).toBe(`${place}\n${shown.text}`)
  }
}

describe.each(shells)('pasted into %s', shell => {
  // Left out: a shell that this machine does not have, but not in CI, where it would hide what was not tried.
  test.skipIf(!isCi && Bun.which(shell) === null).each(pages)(
    'the commands of %s work in their order and print what the page shows',
    page => walkThrough(page, shell),
  )
})
