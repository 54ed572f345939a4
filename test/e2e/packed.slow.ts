import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findChromium } from '../support/chromium.ts'
import { npmInstall, packFiles } from '../support/packed-files.ts'
import { writePageCode } from '../support/page-code.ts'

/** The packed files, in a project of somebody who has Node alone. */

const root = resolve(import.meta.dir, '../..')
/** Where the blocks of the page of recipes are. */
const recipes = 'pages/src-pages-guide-recipes.md'
const platform = `${process.platform}-${process.arch}`

interface Ran {
  exitCode: number
  output: string
}

let project: string
/** What takes one core for long is begun together, and tests wait for it. */
let begun: Record<'types' | 'typesOfPages' | 'recipes' | 'renewal', Promise<Ran>>
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'chayenity-packed-'))
  cpSync(join(root, 'test/packed'), project, { recursive: true })
  for (const at of [2, 3, 4])
    copyFileSync(join(project, 'gigs.vitest.ts'), join(project, `gigs-${at}.vitest.ts`))
  const [archives, tools] = await Promise.all([
    packFiles(),
    run(npmInstall, project),
    writePageCode(join(project, 'pages')),
  ])
  expect([tools.exitCode, tools.output]).toEqual([0, expect.stringContaining('added')])
  const installed = await run([...npmInstall, ...archives], project)
  expect([installed.exitCode, installed.output]).toEqual([0, expect.stringContaining('added')])
  nodeOnly()
  const types = runInProject(['node_modules/.bin/tsc'])
  const typesOfPages = types.then(() => runInProject(['node_modules/.bin/tsc', '-p', 'pages']))
  const renewal = runInProject(['node', 'renewal.mjs'])
  const recipesRun = renewal.then(() => runInProject(['npx', 'vitest', 'run', '--root', recipes]))
  begun = { types, typesOfPages, renewal, recipes: recipesRun }
}, 240_000)
afterAll(() => rmSync(project, { recursive: true, force: true }))

/** A folder with what a project needs to run, Bun not among it. */
const nodeOnly = (): string => {
  const folder = join(project, 'bin')
  mkdirSync(folder, { recursive: true })
  for (const name of ['node', 'npm', 'npx', 'sh', 'env', 'uname']) {
    const path = Bun.which(name)
    if (path) symlinkSync(realpathSync(path), join(folder, name))
  }
  return folder
}

const run = async (command: string[], cwd: string, env: Record<string, string> = {}): Promise<Ran> => {
  const child = Bun.spawn(command, {
    cwd,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...env },
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { exitCode: await child.exited, output: out + err }
}

const runInProject = (command: string[], env: Record<string, string> = {}) =>
  run(command, project, { PATH: join(project, 'bin'), ...env })

describe('the package', () => {
  test('runs the server of this platform', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const { exitCode, output } = await runInProject(['npx', 'chayenity', 'version'])
    expect([exitCode, output.trim()]).toEqual([0, expect.stringContaining(version)])
  })

  test('passes an exit code on', async () => {
    const { exitCode, output } = await runInProject(['node_modules/.bin/chayenity', 'no-such-command'])
    expect([exitCode, output]).toEqual([expect.any(Number), expect.stringContaining('no-such-command')])
    expect(exitCode).not.toBe(0)
  })

  test('says in one sentence that there is no server for a platform', async () => {
    const script = `
      Object.defineProperty(process, 'platform', { value: 'win32' })
      await import('./node_modules/chayenity/chayenity.js')`
    const { exitCode, output } = await runInProject(['node', '--input-type=module', '-e', script])
    expect([exitCode, output]).toEqual([
      1,
      'There is no Chayenity for win32-x64. It runs on macOS and on Linux with glibc.\n',
    ])
  })

  test('is typed for a strict project', async () => {
    const { exitCode, output } = await begun.types
    expect([output, exitCode]).toEqual(['', 0])
  })

  test('is what the TypeScript of every page is written for', async () => {
    const { exitCode, output } = await begun.typesOfPages
    expect([output, exitCode]).toEqual(['', 0])
  })

  test('has a client of less than 12 KB, in lines that an uncaught error can show', () => {
    const script = readFileSync(join(project, 'node_modules/chayenity/client.js'))
    expect(Bun.gzipSync(script).length).toBeLessThan(12 * 1024)
    const lengths = script
      .toString()
      .split('\n')
      .map(line => line.length)
    expect(Math.max(...lengths)).toBeLessThan(400)
  })
})

describe('the testing kit', () => {
  test('gives each of four vitest workers a world of its own', async () => {
    const { exitCode, output } = await runInProject(['npx', 'vitest', 'run', '--reporter=json'])
    const report = JSON.parse(output.slice(output.indexOf('{"numTotal')).split('\n')[0] ?? '')
    expect([report.numPassedTests, report.numFailedTests, exitCode]).toEqual([20, 0, 0])
  }, 180_000)

  test('runs the tests that the recipes show', async () => {
    const { exitCode, output } = await begun.recipes
    expect([output, exitCode]).toEqual([expect.stringContaining('1 passed'), 0])
  }, 180_000)

  test('gives each Playwright test a world of its own', async () => {
    const chromium = findChromium()
    if (chromium === null) throw new Error('There is no Chromium. Install one or set CHROMIUM.')
    // Chromium is started by a script that needs more than Node.
    const { exitCode, output } = await run(['npx', 'playwright', 'test'], project, { CHROMIUM: chromium })
    expect([output, exitCode]).toEqual([expect.stringContaining('2 passed'), 0])
  }, 180_000)

  test('keeps a socket open beyond the life of its first token', async () => {
    const { output } = await begun.renewal
    expect(JSON.parse(output)).toEqual({ states: ['connecting', 'open'], isRenewed: true, isLive: true })
  }, 180_000)

  test('ends its server with a process that is killed', async () => {
    const script = `
      import { startChayenity } from 'chayenity/testing'
      const { url } = await startChayenity({ users: 5, gigs: 5 })
      process.stdout.write(url, () => process.kill(process.pid, 'SIGKILL'))`
    const { output } = await runInProject(['node', '--input-type=module', '-e', script])
    expect(output).toMatch(/^http:/)
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const answer = await fetch(`${output}/health`).catch(() => null)
      if (answer === null) return
      await Bun.sleep(50)
    }
    throw new Error('The server is still there.')
  })
})

test(`the server of ${platform} is in a package of its own`, () => {
  const { os, cpu } = JSON.parse(
    readFileSync(join(project, `node_modules/chayenity-${platform}/package.json`), 'utf8'),
  )
  expect([os, cpu]).toEqual([[process.platform], [process.arch]])
})
