import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { settings } from '../../src/config.ts'
import { personas } from '../../src/dev/seed/personas.ts'
import { Client } from '../support/client.ts'
import type { GigPageJson } from '../support/gigs.ts'
import { logInAs } from '../support/people.ts'
import { runToEnd, startProcess, temporaryFolder } from '../support/process.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const at = (name: string) => join(folder.path, name)
const small = ['--users', '5', '--gigs', '5']

const gigsOf = async (url: string): Promise<number> => {
  const { access_token } = await logInAs(url, 'mali@example.com', 'demo-password')
  const everywhere = '/api/gigs/search?latitude=13.7563&longitude=100.5018&radius=50'
  return (await new Client(url, access_token).get<GigPageJson>(everywhere)).body.total_count
}

describe('a data folder', () => {
  test('of the demo is refused by serve, until it is adopted, and then by the demo', async () => {
    const env = { DATA_DIR: at('demo') }
    await (await startProcess(['demo', ...small], env)).end('SIGTERM')
    const refused = await runToEnd(['serve'], env)
    expect([refused.exitCode, refused.err.trim()]).toEqual([
      1,
      `The data folder "${at('demo')}" is a demo’s, whose example people have a public password. Set DATA_DIR to another folder, or add --adopt to serve it as real data from now on.`,
    ])
    await (await startProcess(['serve', '--adopt'], env)).end('SIGTERM')
    await (await startProcess(['serve'], env)).end('SIGTERM')
    for (const command of ['demo', 'seed']) {
      const { exitCode, err } = await runToEnd([command], env)
      expect([exitCode, err]).toEqual([
        1,
        expect.stringContaining('holds the real data of "chayenity serve"'),
      ])
    }
  })

  test('without a mark is taken as what opens it first, and says so in one line', async () => {
    const env = { DATA_DIR: at('unmarked') }
    await (await startProcess(['serve'], env)).end('SIGTERM')
    rmSync(join(env.DATA_DIR, 'data-folder.json'))
    const server = await startProcess(['serve'], env)
    await server.end('SIGTERM')
    expect(server.out().split('is marked as real data from now on.')).toHaveLength(2)
    expect((await runToEnd(['demo'], env)).exitCode).toBe(1)
    const again = await startProcess(['serve'], env)
    await again.end('SIGTERM')
    expect(again.out()).not.toContain('is marked')
  })

  test('of real data is never deleted by --fresh', async () => {
    const env = { DATA_DIR: at('real') }
    await (await startProcess(['serve'], env)).end('SIGTERM')
    for (const words of [
      ['demo', '--fresh'],
      ['demo', '--fresh', '--adopt'],
      ['seed', '--fresh', '--adopt'],
    ])
      expect((await runToEnd(words, env)).exitCode).toBe(1)
    rmSync(join(env.DATA_DIR, 'data-folder.json'))
    expect((await runToEnd(['demo', '--fresh'], env)).err).toContain('may hold real data')
    await (await startProcess(['demo', ...small], env)).end('SIGTERM')
    expect((await runToEnd(['demo', '--fresh'], env)).err).toContain('may hold real data')
  })
})

describe('the demo', () => {
  test('says which options change nothing in its folder, and makes it anew with --fresh', async () => {
    const env = { DATA_DIR: at('options') }
    expect((await runToEnd(['seed', ...small], env)).err).toBe('')
    expect((await runToEnd(['seed', ...small], env)).err).toBe('')
    expect((await runToEnd(['seed', '--gigs', '7'], env)).err.trim()).toBe(
      `"${at('options')}" has example data already, made with --city bangkok --gigs 5, so --gigs 7 changes nothing. Add --fresh to delete it and make it anew.`,
    )
    const fresh = await startProcess(['demo', '--users', '5', '--gigs', '7', '--fresh'], env)
    expect(await gigsOf(fresh.url)).toBe(7)
    const meanwhile = await runToEnd(['demo', '--fresh'], env)
    expect([meanwhile.exitCode, meanwhile.err]).toEqual([
      1,
      expect.stringContaining('is used by another Chayenity process'),
    ])
    expect(await gigsOf(fresh.url)).toBe(7)
    await fresh.end('SIGTERM')
  })

  test('finds a taken port before it makes a world', async () => {
    const other = Bun.serve({ port: 0, hostname: '::1', fetch: () => new Response() })
    const { port } = other
    const { exitCode, err, out } = await runToEnd(['demo', '--port', String(port)], {
      DATA_DIR: at('never-made'),
    })
    await other.stop(true)
    expect([exitCode, err, out]).toEqual([1, expect.stringContaining(`Port ${port} is taken on ::1.`), ''])
    expect(existsSync(at('never-made'))).toBe(false)
  })

  test('names the guide, and says whether simulated people act', async () => {
    const quiet = await startProcess(['demo', ...small], { DATA_DIR: at('banner'), OPS_PORT: '1' })
    await quiet.end('SIGTERM')
    expect(quiet.out()).toContain(`${quiet.url}/docs/guide`)
    expect(quiet.out()).toContain('OPS_PORT is ignored in this mode')
    expect(quiet.out()).toContain('Add --cast mixed to start them.')
    const lively = await startProcess(['demo', '--cast', 'mixed'], { DATA_DIR: at('banner') })
    await lively.end('SIGTERM')
    expect(lively.out()).toContain('Simulated people are acting (--cast mixed)')
  })

  test('names every login in a column, where everything is kept, and on a network the way of a phone', async () => {
    const shared = await startProcess(['demo', '--lan'], { DATA_DIR: at('banner') })
    await shared.end('SIGTERM')
    const lines = shared.out().split('\n')
    for (const { email, description } of personas)
      expect(lines).toContain(`    ${email.padEnd(22)}demo-password    ${description}`)
    const { port } = new URL(shared.url)
    expect(lines).toContain(`  App       http://127.0.0.1:${port}/app   (tap a person)`)
    expect(lines).toContain(`  Rate limits are off in this mode. Everything is kept in ${at('banner')}.`)
    expect(lines).toContain(`    an Android emulator         http://10.0.2.2:${port}/api`)
    expect(lines.filter(line => line.endsWith(' ') || line === '  ')).toEqual([])
  })
})

describe.each(['serve', 'demo'])('%s with LOG_LEVEL=silent', command => {
  test('prints one line of JSON that says where it listens', async () => {
    const server = await startProcess(command === 'demo' ? ['demo', ...small] : ['serve'], {
      DATA_DIR: ':memory:',
      LOG_LEVEL: 'silent',
    })
    await fetch(`${server.url}/health`)
    await server.end('SIGTERM')
    const lines = server.out().trim().split('\n')
    expect(lines.filter(line => line.startsWith('{')).map(line => JSON.parse(line))).toEqual([
      expect.objectContaining({
        url: server.url,
        urls: [server.url, server.url.replace('127.0.0.1', '[::1]')],
        msg: 'listening',
      }),
    ])
    expect(lines.filter(line => !line.startsWith('{') && !line.startsWith('Making'))).toEqual([])
  })
})

test('--help lists every setting', async () => {
  for (const words of [['--help'], ['serve', '--help'], ['demo', '--help']]) {
    const { out } = await runToEnd(words, {})
    for (const { variable } of Object.values(settings))
      expect(out).toMatch(new RegExp(`^  ${variable} `, 'm'))
  }
})

test('a command that does not exist is named, and starts nothing', async () => {
  const { exitCode, err } = await runToEnd(['sevre'], { DATA_DIR: at('mistyped') })
  expect([exitCode, err]).toEqual([1, expect.stringMatching(/^error: unknown command 'sevre'/)])
  expect(readdirSync(folder.path)).not.toContain('mistyped')
})

test('a server leaves nothing in a folder when its certificate is wrong', async () => {
  const { exitCode } = await runToEnd(['serve'], { DATA_DIR: at('untouched'), TLS_CERT: '/nonexistent' })
  expect(exitCode).toBe(1)
  expect(readdirSync(folder.path)).not.toContain('untouched')
})
