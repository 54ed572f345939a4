import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { runHere } from '../../test/support/command-here.ts'
import { testNow } from '../../test/support/server.ts'
import { at, makeFolder, makeSession, makeWrite, silentLog } from '../../test/support/stores.ts'
import { readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { createAccount } from '../domain/users/operator.ts'
import { manualClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { listenForCommands, runTask } from './operator.ts'
import { addUserCommands, parseEmail, readPassword } from './user.ts'

const reason = ['--reason', 'A test.']

/** Gives one of the commands `user …` in this process. */
const give = (dataDir: string, ...words: string[]) =>
  runHere({ DATA_DIR: dataDir }, () => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
    addUserCommands(program)
    return program.parseAsync(['user', ...words], { from: 'user' })
  })

const openServer = (dataDir: string) =>
  createContext(readConfig({ DATA_DIR: dataDir }, 'production'), {
    clock: manualClock(testNow),
    log: silentLog,
  })

describe('beside a running server, the command user', () => {
  let folder: ReturnType<typeof makeFolder>
  let ctx: Context
  let listener: { stop(): void }
  beforeAll(() => {
    folder = makeFolder()
    ctx = openServer(folder.path)
    listener = listenForCommands(() => ctx)
  })
  afterAll(async () => {
    listener.stop()
    await disposeContext(ctx)
    folder.remove()
  })

  let joined = 0
  const addPerson = async (fullName = 'Somchai') => {
    joined += 1
    const email = `person${joined}@example.com`
    const user = await createAccount(ctx, { email, fullName, password: 'a good password', contactInfo: null })
    return { email, user }
  }
  const openSession = async (user: Awaited<ReturnType<typeof addPerson>>['user'], createdAt = at(0)) => {
    const session = makeSession(user, { createdAt, expiresAt: at(3600) })
    await ctx.store.sessions.begin(makeWrite(), session)
    return session
  }
  const out = async (...words: string[]) => (await give(folder.path, ...words)).out
  const find = async (email: string) => (await ctx.store.users.listAll()).find(user => user.email === email)

  test('create makes an account with a password that it prints', async () => {
    const text = await out('create', ' New@Example.com ', ' Mali Srisuk ')
    expect(text).toMatch(/^new@example\.com has an account\.\nThe password is [\w-]{16}\n$/)
    expect(await find('new@example.com')).toMatchObject({ fullName: 'Mali Srisuk' })
    const [, password] = /password is (\S+)/.exec(text) ?? []
    const credentials = await ctx.store.users.findCredentials('new@example.com')
    expect(await Bun.password.verify(String(password), String(credentials?.passwordHash))).toBe(true)
  })

  test('create takes a password of the standard input, and prints none', async () => {
    const stdin = spyOn(Bun.stdin, 'text').mockResolvedValue('hunter2hunter2\r\n')
    try {
      expect(await out('create', 'piped@example.com', 'Piped', '--password-stdin')).toBe(
        'piped@example.com has an account.\n',
      )
    } finally {
      stdin.mockRestore()
    }
    const credentials = await ctx.store.users.findCredentials('piped@example.com')
    expect(await Bun.password.verify('hunter2hunter2', String(credentials?.passwordHash))).toBe(true)
  })

  test.each([
    ['', 'A full name has 1 to 100 characters.'],
    ['  ', 'A full name has 1 to 100 characters.'],
    ['x'.repeat(101), 'A full name has 1 to 100 characters.'],
  ])('create refuses the name %p', async (name, sentence) => {
    await expect(give(folder.path, 'create', 'named@example.com', name)).rejects.toThrow(sentence)
    expect(await find('named@example.com')).toBeUndefined()
  })

  test('create takes a name of one character and of a hundred, each of which may be two code units', async () => {
    for (const name of ['ก', '🛠'.repeat(100)]) {
      const email = `name${[...name].length}@example.com`
      await give(folder.path, 'create', email, name)
      expect((await find(email))?.fullName).toBe(name)
    }
  })

  test('set-password sets another one, and says how many sessions have ended', async () => {
    const { email, user } = await addPerson()
    await openSession(user)
    await openSession(user)
    const text = await out('set-password', ` ${email.toUpperCase()} `, ...reason)
    expect(text).toMatch(
      new RegExp(`^${email} has a new password\\. Sessions ended: 2\\.\nThe password is [\\w-]{16}\n$`),
    )
    expect(await ctx.store.sessions.listOpen(user.id)).toEqual([])
  })

  test('verify, disable and enable say what they have done, for the address as it is stored', async () => {
    const { email, user } = await addPerson()
    await openSession(user)
    const written = ` ${email.toUpperCase()} `
    expect(await out('verify', written, ...reason)).toBe(`${email} is verified.\n`)
    expect(await find(email)).toMatchObject({ isVerified: true, disabledAt: null })
    expect(await out('disable', written, ...reason)).toBe(`${email} is disabled. Sessions ended: 1.\n`)
    expect(await find(email)).toMatchObject({ disabledAt: at(0) })
    expect(await out('enable', written, ...reason)).toBe(`${email} can log in again.\n`)
    expect(await find(email)).toMatchObject({ disabledAt: null })
  })

  test.each(['verify', 'disable', 'enable', 'set-password'])('%s needs a reason', async name => {
    const { email } = await addPerson()
    await expect(give(folder.path, name, email)).rejects.toThrow("required option '--reason <text>'")
  })

  test('sessions lists the open ones, and --end ends them with a reason', async () => {
    const { email, user } = await addPerson()
    expect(await out('sessions', email)).toBe('0 sessions\n')
    const session = await openSession(user)
    expect(await out('sessions', email)).toBe(
      `${session.id}  since ${session.createdAt}  until ${session.expiresAt}\n1 session\n`,
    )
    await expect(give(folder.path, 'sessions', email, '--end')).rejects.toThrow(
      "error: required option '--reason <text>' not specified",
    )
    expect(await out('sessions', ` ${email.toUpperCase()} `, '--end', ...reason)).toBe(
      `Sessions of ${email} ended: 1.\n`,
    )
    expect(await out('sessions', email)).toBe('0 sessions\n')
  })

  test('list shows the accounts that have the text, also as JSON', async () => {
    const { email } = await addPerson('Unusual Name')
    const listed = await out('list', 'unusual')
    expect(listed).toContain(email)
    expect(listed).toEndWith('\n1 account\n')
    const parsed: unknown = JSON.parse(await out('list', 'unusual', '--json'))
    expect(parsed).toEqual([expect.objectContaining({ email, full_name: 'Unusual Name' })])
  })

  test('names an address that has no account', async () => {
    await expect(give(folder.path, 'verify', 'nobody@example.com', ...reason)).rejects.toThrow(
      'There is no account with the e-mail nobody@example.com.',
    )
  })

  test('says that the server is of another version when it does not know the command', async () => {
    await expect(runHere({ DATA_DIR: folder.path }, () => runTask('user.fly', {}))).rejects.toThrow(
      'The running server does not know this command: its version is another one. Restart it with this version.',
    )
  })

  test('reaches the server through a socket that only its user can open, until it stops', () => {
    const socket = join(folder.path, '.operator.sock')
    expect(statSync(socket).mode & 0o777).toBe(0o600)
    listener.stop()
    expect(existsSync(socket)).toBe(false)
    listener = listenForCommands(() => ctx)
    expect(existsSync(socket)).toBe(true)
  })

  test('reaches a server that follows a killed one, which has left its socket', async () => {
    const { email } = await addPerson()
    listener.stop()
    writeFileSync(join(folder.path, '.operator.sock'), '')
    listener = listenForCommands(() => ctx)
    expect(await out('verify', email, ...reason)).toBe(`${email} is verified.\n`)
  })

  test('is not listened for by a server in memory, without a word of it', () => {
    const config = readConfig({ DATA_DIR: ':memory:' }, 'production')
    const lines: string[] = []
    const log = createLog('info', { write: line => lines.push(line) })
    listenForCommands(() => ({ ...ctx, config, log })).stop()
    expect(existsSync(':memory:')).toBe(false)
    expect(lines).toEqual([])
  })

  test('is not listened for where the path of the folder is too long for a socket, and the log says so', () => {
    const config = readConfig({ DATA_DIR: join(folder.path, 'x'.repeat(120)) }, 'production')
    const lines: string[] = []
    const log = createLog('info', { write: line => lines.push(line) })
    listenForCommands(() => ({ ...ctx, config, log })).stop()
    expect(lines).toEqual([expect.stringContaining('the path of its data folder is too long')])
  })
})

describe('where no server runs, the command user', () => {
  let folder: ReturnType<typeof makeFolder>
  beforeEach(() => {
    folder = makeFolder()
  })
  afterEach(() => folder.remove())

  test('does it itself, also where a killed server has left its socket, and lets go of the folder', async () => {
    writeFileSync(join(folder.path, '.operator.sock'), '')
    expect((await give(folder.path, 'create', 'new@example.com', 'New')).out).toContain('has an account.')
    await expect(give(folder.path, 'verify', 'nobody@example.com', ...reason)).rejects.toThrow(
      'There is no account with the e-mail nobody@example.com.',
    )
    expect((await give(folder.path, 'list')).out).toEndWith('\n1 account\n')
  })

  test('finishes a restore first that was interrupted between its two renames', async () => {
    const [dataDir, restored] = [join(folder.path, 'data'), join(folder.path, 'data.restored')]
    for (const name of ['data.restored', 'former']) mkdirSync(join(folder.path, name), { mode: 0o700 })
    writeFileSync(join(restored, '.replaces'), 'former')
    expect((await give(dataDir, 'list')).out).toEndWith('\n0 accounts\n')
    expect([existsSync(dataDir), existsSync(restored)]).toEqual([true, false])
  })

  test.each([':memory:', '/nowhere/at/all'])('finds no data in %s', async dataDir => {
    await expect(give(dataDir, 'list')).rejects.toThrow(
      `There is no data in "${dataDir}". Set DATA_DIR to the folder of the server.`,
    )
  })
})

describe('a password on the standard input', () => {
  const readFrom = async (text: string) => {
    const stdin = spyOn(Bun.stdin, 'text').mockResolvedValue(text)
    try {
      return await readPassword()
    } finally {
      stdin.mockRestore()
    }
  }

  test.each([
    ['8 bytes.', '8 bytes.'],
    ['with a line break\n', 'with a line break'],
    ['with that of Windows\r\n', 'with that of Windows'],
    [' with spaces around ', ' with spaces around '],
    ['🔑'.repeat(8), '🔑'.repeat(8)],
    ['🔑'.repeat(128), '🔑'.repeat(128)],
  ])('is read without its line break: %p', async (text, password) => {
    expect(await readFrom(text)).toBe(password)
  })

  test.each(['', '7 bytes', '7 bytes\n', '🔑'.repeat(7), 'x'.repeat(129)])('is refused: %p', async text => {
    await expect(readFrom(text)).rejects.toThrow('A password has 8 to 128 characters.')
  })
})

test('an e-mail address is stored in lower case, and anything else is none', () => {
  expect(parseEmail(' Somchai@Example.com\t')).toBe('somchai@example.com')
  const longest = `${'x'.repeat(242)}@example.com`
  expect(parseEmail(longest)).toBe(longest)
  for (const text of ['', 'somchai', 'somchai@example', 'a b@example.com', `x${longest}`])
    expect(() => parseEmail(text)).toThrow(`"${text}" is not an e-mail address.`)
})
