import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../support/client.ts'
import { post } from '../support/gigs.ts'
import { bytesOf, still } from '../support/images.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { temporaryFolder } from '../support/process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/**
 * Holds the documents with the tools that read them. The tools are installed into a folder of their own, from a lock of
 * their own: they are three times as large as all other packages.
 */

const generators = 'test/generators'
const folder = temporaryFolder()
let server: TestServer
let mali: Person

const run = async (command: string[], settings: Record<string, string> = {}) => {
  const child = Bun.spawn(command, {
    cwd: folder.path,
    env: { ...process.env, ...settings, FORCE_COLOR: '0', NO_COLOR: '1' },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { exitCode: await child.exited, output: out + err }
}

/** Runs one of the installed tools with Node, for which they are made. */
const runTool = (name: string, ...options: string[]) =>
  run(['node', join('node_modules/.bin', name), ...options], { SERVER_URL: server.url })

// The tools take their time, on two cores that others use too.
setDefaultTimeout(300_000)

beforeAll(async () => {
  server = await startTestServer()
  const [somchai, joined] = await Promise.all([joinSomchai(server), joinMali(server)])
  mali = joined
  await post(somchai, { title: 'A gig for every generator' })
  cpSync(generators, folder.path, { recursive: true })
  const client = new Client(server.url)
  for (const [name, path] of Object.entries({
    openapi: '/openapi.json',
    docs: '/docs/openapi.json',
    asyncapi: '/asyncapi.json',
  }))
    await Bun.write(join(folder.path, `${name}.json`), JSON.stringify((await client.get(path)).body))
  const installed = await run([process.execPath, 'install', '--frozen-lockfile', '--no-summary'])
  expect(installed).toEqual({ exitCode: 0, output: expect.any(String) })
})
afterAll(async () => {
  await server.stop()
  folder.remove()
})

describe('the documents', () => {
  test('leave Spectral nothing to find, not even a hint', async () => {
    const documents = ['openapi.json', 'docs.json', 'asyncapi.json']
    const lint = ['lint', '--ruleset', 'spectral.yaml', '--fail-severity', 'hint']
    const { exitCode, output } = await runTool('spectral', ...lint, ...documents)
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) })
  })

  test('leave Redocly nothing to find, strictly, but for the exceptions in its configuration', async () => {
    const { exitCode, output } = await runTool('redocly', 'lint', 'openapi.json', '--config', 'redocly.yaml')
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringContaining('valid') })
  })

  test('are rejected by Redocly without operation ids, so that the test before can fail', async () => {
    const broken = (await Bun.file(join(folder.path, 'openapi.json')).text()).replaceAll(
      '"operationId"',
      '"x-id"',
    )
    await Bun.write(join(folder.path, 'broken.json'), broken)
    expect((await runTool('redocly', 'lint', 'broken.json', '--config', 'redocly.yaml')).exitCode).not.toBe(0)
  })
})

const makers: Record<string, string[]> = {
  'openapi-typescript': ['openapi-typescript', 'openapi.json', '-o', 'generated/openapi-typescript.ts'],
  'hey-api': ['openapi-ts', '-i', 'openapi.json', '-o', 'generated/hey-api', '-c', '@hey-api/client-fetch'],
  orval: ['orval', '--config', 'orval.config.mjs'],
}

describe('the clients that generators make', () => {
  test.each(Object.keys(makers))('%s generates', async name => {
    const [tool = '', ...options] = makers[name] ?? []
    const { exitCode, output } = await runTool(tool, ...options)
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.any(String) })
  })

  test('compile under strict, together with programs that use them', async () => {
    expect(await runTool('tsc', '-p', '.')).toEqual({ exitCode: 0, output: '' })
  })

  test('have no names that a generator made up', async () => {
    const { output } = await run([
      'grep',
      '-rhoE',
      'export (type|interface) \\w+(AnyOf|OneOf|AllOf)\\w*',
      'generated',
    ])
    expect(output).toBe('')
  })

  test.each(Object.keys(makers))('%s logs in, searches and uploads', async name => {
    const { run: use } = await import(join(folder.path, 'programs', `${name}.ts`))
    const picture = new File([await bytesOf(still().png())], 'mali.png', { type: 'image/png' })
    expect(await use(server.url, 'mali@example.com', mali.password, picture)).toEqual({
      title: 'A gig for every generator',
      helper: null,
      type: 'image/png',
    })
  })
})
