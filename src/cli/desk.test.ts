import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { Command } from 'commander'
import { runHere } from '../../test/support/command-here.ts'
import { testNow } from '../../test/support/server.ts'
import { makeFolder, silentLog } from '../../test/support/stores.ts'
import { readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { operatorCommands, operatorQueries } from '../domain/operators/registry.ts'
import { createAccount } from '../domain/users/operator.ts'
import { manualClock } from '../lib/clock.ts'
import { addDeskCommands } from './desk.ts'
import { listenForCommands } from './operator.ts'

let folder: ReturnType<typeof makeFolder>
let ctx: Context
let listener: { stop(): void }
beforeEach(() => {
  folder = makeFolder()
  const config = readConfig({ DATA_DIR: folder.path }, 'production')
  ctx = createContext(config, { clock: manualClock(testNow), log: silentLog })
  listener = listenForCommands(() => ctx)
})
afterEach(async () => {
  listener.stop()
  await disposeContext(ctx)
  folder.remove()
})

const makeProgram = () => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  addDeskCommands(program)
  return program
}

/** What one of the commands of the desk prints. */
const give = async (...words: string[]) => {
  const env = { DATA_DIR: folder.path }
  return (await runHere(env, () => makeProgram().parseAsync(words, { from: 'user' }))).out
}

const auditOf = async (action: string) => {
  const filter = { operatorId: null, action, subjectId: null }
  return ctx.store.operators.listAudit(filter, { skip: 0, limit: 10 })
}

const link = /^Open this link within 15 minutes\. It can be used once\.\nhttp\S+\/ops\S+\n$/

describe('the command operator', () => {
  test('creates an operator, gives out links, disables, enables and lists', async () => {
    expect(await give('operator', 'list')).toBe('0 operators\n')
    expect(await give('operator', 'create', ' Desk@Example.com ')).toMatch(link)
    expect(await give('operator', 'create', 'viewer@example.com', '--role', 'viewer')).toMatch(link)
    expect(await give('operator', 'list')).toBe(
      'desk@example.com  operator\nviewer@example.com  viewer\n2 operators\n',
    )
    const first = await give('operator', 'link', 'viewer@example.com')
    expect(first).toMatch(link)
    expect(await give('operator', 'link', 'viewer@example.com')).not.toBe(first)
    expect(await give('operator', 'disable', ' Viewer@example.com ')).toBe(
      'viewer@example.com is disabled.\n',
    )
    expect(await give('operator', 'list')).toContain('viewer@example.com  viewer  disabled\n')
    expect(await give('operator', 'enable', ' Viewer@example.com ')).toBe(
      'viewer@example.com can log in again.\n',
    )
    expect(await give('operator', 'list')).not.toContain('disabled')
  })

  test('refuses another role and an address that is none, and names an operator who is not there', async () => {
    await expect(give('operator', 'create', 'a@example.com', '--role', 'owner')).rejects.toThrow(
      'Allowed choices are viewer, operator',
    )
    await expect(give('operator', 'create', 'nobody')).rejects.toThrow('"nobody" is not an e-mail address.')
    for (const name of ['link', 'disable', 'enable'])
      await expect(give('operator', name, 'nobody@example.com')).rejects.toThrow(
        'There is no operator with the e-mail nobody@example.com.',
      )
  })

  test('leaves its reason in the audit where one is given', async () => {
    await give('operator', 'create', 'third@example.com', '--reason', 'New here.')
    await give('operator', 'disable', 'third@example.com', '--reason', 'Gone again.')
    expect((await auditOf('operator.create'))[0]).toMatchObject({ reason: 'New here.' })
    expect((await auditOf('operator.disable'))[0]).toMatchObject({ reason: 'Gone again.' })
  })
})

describe('the command ops', () => {
  const addPerson = (email: string) =>
    createAccount(ctx, { email, fullName: 'Mali', password: 'a good password', contactInfo: null })

  test('has every command and every query of the desk, with what it says of itself', () => {
    const ops = makeProgram().commands.find(command => command.name() === 'ops')
    expect(ops?.commands.map(command => [command.name(), command.description()])).toEqual(
      [...operatorCommands, ...operatorQueries].map(({ name, summary }) => [name, summary]),
    )
  })

  test('prints the answer as JSON that a person can read', async () => {
    const { id } = await addPerson('mali@example.com')
    const reason = ['--reason', 'A test.']
    expect(await give('ops', 'user.verify', '--user_id', id, ...reason)).toBe('{\n  "done": true\n}\n')
    expect(await auditOf('user.verify')).toHaveLength(1)
    await expect(give('ops', 'user.verify', ...reason)).rejects.toThrow(
      "required option '--user_id <value>' not specified",
    )
    await expect(give('ops', 'user.verify', '--user_id', id)).rejects.toThrow(
      "required option '--reason <value>' not specified",
    )
  })

  test('takes numbers as numbers, needs none that has a default, and refuses what is none', async () => {
    for (const name of ['third', 'fourth']) await give('operator', 'create', `${name}@example.com`)
    const linesOf = async (...words: string[]) => {
      const answer: { lines: unknown[]; has_more: boolean } = JSON.parse(
        await give('ops', 'audit.list', ...words),
      )
      return answer
    }
    expect((await linesOf()).lines.length).toBeGreaterThan(1)
    expect(await linesOf('--limit', '1')).toMatchObject({ lines: [expect.anything()], has_more: true })
    expect((await linesOf('--action', 'operator.fly')).lines).toEqual([])
    await expect(give('ops', 'audit.list', '--limit', 'many')).rejects.toThrow('It must be a number.')
    await expect(give('ops', 'audit.list', '--limit', '101')).rejects.toThrow('limit must be')
  })

  test('reads a password from the standard input, never from its arguments', async () => {
    const { id } = await addPerson('pim@example.com')
    const words = ['ops', 'user.set-password', '--user_id', id, '--reason', 'A test.']
    await expect(give(...words, '--password', 'in the list of processes')).rejects.toThrow('--password')
    const stdin = spyOn(Bun.stdin, 'text').mockResolvedValue('from the standard input\n')
    try {
      expect(JSON.parse(await give(...words, '--password-stdin'))).toEqual({ sessions_ended: 0 })
    } finally {
      stdin.mockRestore()
    }
    const credentials = await ctx.store.users.findCredentials('pim@example.com')
    expect(await Bun.password.verify('from the standard input', String(credentials?.passwordHash))).toBe(true)
  })
})
