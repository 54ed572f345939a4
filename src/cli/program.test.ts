import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { runHere } from '../../test/support/command-here.ts'
import { freePort } from '../../test/support/ports.ts'
import { serverVersion } from '../version.ts'
import { runCli } from './index.ts'

/** The command line ends the process where it is used wrongly, which is told here instead. */
class Exit extends Error {
  constructor(readonly code: unknown) {
    super(`exit ${code}`)
  }
}

let exit: { mockRestore(): void }
beforeEach(() => {
  exit = spyOn(process, 'exit').mockImplementation(code => {
    throw new Exit(code)
  })
})
afterEach(() => {
  exit.mockRestore()
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error')
})

const run = async (words: string[], env: Record<string, string> = {}) => {
  let ended: unknown = null
  const told = await runHere(env, async () => {
    await runCli(words).catch(error => {
      if (!(error instanceof Exit)) throw error
      ended = error.code
    })
  })
  return { ...told, exitCode: ended ?? told.exitCode }
}

describe('the command line', () => {
  test('prints its version, as a command and as an option', async () => {
    for (const word of ['version', '--version'])
      expect(await run([word])).toEqual({ out: `${serverVersion}\n`, err: '', exitCode: 0 })
  })

  test('names a command that does not exist, also where help is asked for it', async () => {
    for (const words of [['fly'], ['help', 'fly']]) {
      const { out, err, exitCode } = await run(words)
      expect([out, err, exitCode]).toEqual([
        '',
        "error: unknown command 'fly'\n--help lists the commands, options and settings.\n",
        1,
      ])
    }
  })

  test.each([
    [['help'], 'Commands:'],
    [['--help'], 'Commands:'],
    [['help', 'backup'], 'Usage: chayenity backup [options] <file>'],
    [['user', '--help'], 'Usage: chayenity user [options] [command]'],
    [['ops', '--help'], 'user.verify'],
    [['health', '--help'], '--port <number>  ask the server on this port, in place of PORT'],
    [['user', 'set-password', '--help'], 'a password is generated and printed'],
  ])('has help: %p', async (words, text) => {
    const { out, err, exitCode } = await run(words)
    expect([err, exitCode]).toEqual(['', 0])
    expect(out).toContain(text)
  })

  test('has the settings at the end of its help, and those of a demo with their own defaults', async () => {
    for (const [words, rateLimit] of [
      [['--help'], 'on'],
      [['serve', '--help'], 'on'],
      [['demo', '--help'], 'off'],
    ] as const)
      expect((await run([...words])).out).toMatch(
        new RegExp(`^  RATE_LIMIT .* Default: ${rateLimit}\\.$`, 'm'),
      )
  })

  test('ends with 1 and the sentence of what is wrong', async () => {
    const port = String(freePort())
    expect(await run(['health', '--port', port])).toEqual({
      out: '',
      err: `No server answers at http://127.0.0.1:${port}.\n`,
      exitCode: 1,
    })
    expect(await run(['check'], { DATA_DIR: ':memory:' })).toEqual({
      out: '',
      err: 'DATA_DIR is :memory:, which keeps nothing. Set it to a folder.\n',
      exitCode: 1,
    })
  })

  test('names every setting that is wrong, each in a line', async () => {
    const { err, exitCode } = await run(['serve'], { PORT: 'x', LOG_LEVEL: 'loud' })
    expect([err.split('\n').map(line => line.split(' ')[0]), exitCode]).toEqual([
      ['PORT', 'LOG_LEVEL', ''],
      1,
    ])
  })

  test('lets the option --port go before PORT', async () => {
    const taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
    for (const words of [['--port'], ['serve', '--port'], ['demo', '--port']]) {
      const { err, exitCode } = await run([...words, String(taken.port)], { DATA_DIR: ':memory:', PORT: '0' })
      expect([err, exitCode]).toEqual([
        expect.stringContaining(`Port ${taken.port} is taken on 127.0.0.1.`),
        1,
      ])
    }
    await taken.stop(true)
  })

  test('takes a behaviour of simulated people, or all of them mixed', async () => {
    const { err, exitCode } = await run(['demo', '--cast', 'rude'])
    expect(exitCode).toBe(1)
    expect(err).toContain(
      'It must be one of mixed, friendly, slow, haggler, ghost, late-canceller, racer, harsh.',
    )
    for (const cast of ['mixed', 'ghost'])
      expect((await run(['demo', '--cast', cast, '--port', 'x'])).err).toContain("'--port <number>'")
  })
})
