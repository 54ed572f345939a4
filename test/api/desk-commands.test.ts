import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'bun:test'
import { operatorCommands } from '../../src/domain/operators/registry.ts'
import { isJsonObject } from '../../src/lib/json.ts'
import { type DeskBrowser, openDesk, runAsCommandLine } from '../support/desk-browser.ts'
import { backupName, type DeskWorld, deskCommandCases, startDeskServer } from '../support/desk-cases.ts'
import { askRecord, payAccepted } from '../support/payments.ts'
import { joinAfresh, joinMali, joinSomchai } from '../support/people.ts'

/** What the commands of the desk do, and what they leave in the audit. */

let world: DeskWorld
let operator: DeskBrowser
let dispose: () => Promise<void>

beforeAll(async () => {
  const server = await startDeskServer()
  const [seeker, helper] = [await joinSomchai(server), await joinMali(server)]
  operator = await openDesk(server)
  world = { server, seeker, helper, operator }
  dispose = server.stop
})
afterAll(() => dispose())

interface Line {
  action: string
  actor: string
  reason: string | null
  subject_kind: string | null
  subject_id: string | null
  before: string | null
  after: string | null
}

const auditLines = async (fields: Record<string, unknown> = {}): Promise<Line[]> => {
  const lines: Line[] = []
  for (;;) {
    const page = { limit: 100, skip: lines.length, ...fields }
    const { lines: more, has_more } = await runAsCommandLine(world.server.ctx, 'audit.list', page)
    lines.push(...(more as Line[]))
    if (!has_more) return lines
  }
}

const nextMinute = () => world.server.clock.advance(61_000)

describe('a command', () => {
  test.each(operatorCommands.map(({ name }) => name))(
    '%s leaves exactly one line in the audit',
    async name => {
      nextMinute()
      const fields = (await deskCommandCases[name]?.(world)) ?? {}
      const before = (await auditLines()).length
      expect((await operator.command(name, { ...fields, reason: 'because' })).status).toBe(200)
      const lines = await auditLines()
      expect(lines).toHaveLength(before + 1)
      expect(lines[0]).toMatchObject({ action: name, actor: operator.email, reason: 'because' })
    },
  )

  /** Those that give an address to a browser, which a command line is not. */
  const browserCommands = ['backup.download']

  test.each(operatorCommands.map(({ name }) => name))(
    '%s by the command line leaves exactly one line in the audit, or none where it is rejected',
    async name => {
      const fields = { ...(await deskCommandCases[name]?.(world)), reason: 'because' }
      const before = (await auditLines()).length
      const given = runAsCommandLine(world.server.ctx, name, fields)
      const isRejected = browserCommands.includes(name)
      if (isRejected) await expect(given).rejects.toThrow('On the command line')
      else await given
      const lines = await auditLines()
      expect(lines).toHaveLength(before + (isRejected ? 0 : 1))
      if (!isRejected)
        expect(lines[0]).toMatchObject({ action: name, actor: 'command line', reason: 'because' })
    },
  )

  test.each(operatorCommands.filter(({ confirmsPassword }) => confirmsPassword).map(({ name }) => name))(
    '%s needs the password again, and leaves no line without it',
    async name => {
      nextMinute()
      const fields = { reason: 'because', ...(await deskCommandCases[name]?.(world)) }
      const before = (await auditLines()).length
      for (const operator_password of ['wrong', undefined]) {
        const response = await operator.command(name, { ...fields, operator_password })
        expect(response.status).toBe(422)
        expect(await response.json()).toMatchObject({
          field_errors: { operator_password: [expect.any(String)] },
        })
      }
      expect(await auditLines()).toHaveLength(before)
    },
  )

  test.each(operatorCommands.map(command => [command.name, command] as const))(
    '%s is given without a reason where it concerns neither a person nor a report nor a payment',
    async (name, { needsReason }) => {
      nextMinute()
      expect(needsReason).toBe(/^(user|report|payment)\./.test(name) && name !== 'user.create')
      const fields = (await deskCommandCases[name]?.(world)) ?? {}
      const before = (await auditLines()).length
      const response = await operator.command(name, fields)
      expect(response.status).toBe(needsReason ? 422 : 200)
      if (!needsReason) return
      expect(await response.json()).toMatchObject({ field_errors: { reason: ['This field is required.'] } })
      const byCommandLine = runAsCommandLine(world.server.ctx, name, { ...fields, reason: '  ' })
      await expect(byCommandLine).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
      expect(await auditLines()).toHaveLength(before)
    },
  )

  test('that fails leaves no line', async () => {
    const before = (await auditLines()).length
    const user_id = '0199a000-0000-7000-8000-000000000000'
    for (const name of ['user.verify', 'user.disable', 'user.end-sessions'])
      expect((await operator.command(name, { user_id, reason: 'because' })).status).toBe(404)
    expect(await auditLines()).toHaveLength(before)
  })

  test('disables no operator who gives it themselves, but another one, and by the command line anybody', async () => {
    nextMinute()
    const other = await openDesk(world.server, 'operator', 'disables@example.com')
    const idOf = async (email: string) => {
      const { operators } = await runAsCommandLine(world.server.ctx, 'operator.list')
      return (operators as { id: string; email: string }[]).find(each => each.email === email)?.id
    }
    const fields = { operator_id: await idOf(other.email) }
    const before = (await auditLines()).length
    const response = await other.command('operator.disable', fields)
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ error_code: 'INSUFFICIENT_PERMISSIONS' }),
    ])
    expect(await auditLines()).toHaveLength(before)
    expect((await other.send('GET', '/session')).status).toBe(200)
    expect((await operator.command('operator.disable', fields)).status).toBe(200)
    expect((await other.send('GET', '/session')).status).toBe(401)
    await runAsCommandLine(world.server.ctx, 'operator.enable', fields)
    await runAsCommandLine(world.server.ctx, 'operator.disable', fields)
  })

  test('about money confirms the password at most ten times a minute', async () => {
    nextMinute()
    const statuses: number[] = []
    for (let at = 0; at < 11; at += 1)
      statuses.push((await operator.command('operator.create', { operator_password: 'wrong' })).status)
    expect(statuses.slice(-2)).toEqual([422, 429])
  })
})

describe('money', () => {
  const decide = (name: string, transaction_id: string, by = operator) =>
    by.command(name, { transaction_id, reason: 'They agreed on the phone.' })

  test('is given back by a step of the ledger, and both sides are notified', async () => {
    nextMinute()
    const { transaction } = await payAccepted(world.seeker, world.helper, 900)
    expect((await decide('payment.refund', transaction.id)).status).toBe(200)
    const { body } = await askRecord(world.seeker, transaction)
    expect(body.status).toBe('CANCELLED')
    expect(body.entries.map(({ step, account, amount }) => [step, account, amount])).toEqual([
      ['HOLD', 'USER', -900],
      ['HOLD', 'ESCROW', 900],
      ['CANCEL', 'ESCROW', -900],
      ['CANCEL', 'USER', 900],
    ])
    const [line] = await auditLines({ subject_id: transaction.id })
    expect(JSON.parse(line?.before ?? '')).toMatchObject({ status: 'PENDING' })
    expect(JSON.parse(line?.after ?? '')).toMatchObject({ status: 'CANCELLED' })
  })

  test('is released with the fee, and completes the gig', async () => {
    nextMinute()
    const { gig, transaction } = await payAccepted(world.seeker, world.helper, 1000)
    expect((await decide('payment.release', transaction.id)).status).toBe(200)
    const { body } = await askRecord(world.helper, transaction)
    expect(body).toMatchObject({
      status: 'COMPLETED',
      release_reason: 'They agreed on the phone.',
      net_amount: 950,
    })
    const { timeline } = await operator.ask('GET', `/gigs/${gig.id}`)
    const what = (timeline as { what: string }[]).map(each => each.what)
    expect(what).toContain('gig_completed')
    expect(what.at(-1)).toBe('command')
  })

  test('is given back once by two operators at once, and a release beside them fails or wins alone', async () => {
    nextMinute()
    for (const names of [
      ['payment.refund', 'payment.refund'],
      ['payment.refund', 'payment.release'],
    ]) {
      const { transaction } = await payAccepted(world.seeker, world.helper)
      const responses = await Promise.all(names.map(name => decide(name, transaction.id)))
      expect(responses.map(({ status }) => status).sort()).toEqual([200, 400])
      expect(await auditLines({ subject_id: transaction.id })).toHaveLength(1)
      const { body } = await askRecord(world.seeker, transaction)
      const escrow = body.entries.filter(({ account }) => account === 'ESCROW')
      expect(escrow.reduce((sum, { amount }) => sum + amount, 0)).toBe(0)
      expect(escrow).toHaveLength(2)
    }
  })

  test('of a day is summed from the ledger', async () => {
    // A server of its own: after three days every token of the others has expired.
    const server = await startDeskServer()
    onTestFinished(() => server.stop())
    await payAccepted(await joinSomchai(server), await joinMali(server))
    server.clock.advance(3 * 24 * 3_600_000)
    const cashier = await openDesk(server, 'operator', 'sums@example.com')
    const seeker = await joinAfresh(server, 'Seeker of that day')
    const helper = await joinAfresh(server, 'Helper of that day')
    const paid = await payAccepted(seeker, helper, 1000)
    const back = await payAccepted(seeker, helper, 500)
    await payAccepted(seeker, helper, 200)
    await decide('payment.release', paid.transaction.id, cashier)
    await decide('payment.refund', back.transaction.id, cashier)
    expect(await cashier.ask('GET', '/ledger/day')).toEqual({
      day: '2025-10-04',
      held_count: 3,
      held: 1700,
      released_count: 1,
      released: 950,
      refunded_count: 1,
      refunded: 500,
      fees: 50,
    })
    const response = await cashier.command('ledger.export', {
      first_day: '2025-10-04',
      last_day: '2025-10-04',
    })
    const { text } = (await response.json()) as { text: string }
    expect(text.split('\r\n')).toHaveLength(2 + 3 * 2 + 3 + 2)
    expect(text).toContain(`,RELEASE,${paid.transaction.transaction_ref},${paid.gig.id},FEES,,50\r\n`)
  })
})

test('the state and the backups say where the data is', async () => {
  nextMinute()
  const isInPostgres = process.env.ENGINE === 'postgres'
  const { database_bytes, wal_bytes } = await operator.ask('GET', '/state')
  expect([database_bytes === null, wal_bytes === null]).toEqual([isInPostgres, isInPostgres])
  const { upkeep } = world.server.ctx
  const job = upkeep.backupJob
  upkeep.backupJob = null
  expect(await operator.ask('GET', '/backups')).toMatchObject({ is_elsewhere: isInPostgres })
  upkeep.backupJob = job
})

describe('a download', () => {
  test('is fetched once, by the operator who asked for it, within a minute', async () => {
    nextMinute()
    const other = await openDesk(world.server, 'operator', 'other@example.com')
    const pathOf = async () => {
      nextMinute()
      const response = await operator.command('backup.download', { name: backupName })
      const answer: unknown = await response.json()
      return isJsonObject(answer) ? String(answer.path).replace('/api/_ops', '') : ''
    }
    const path = await pathOf()
    expect((await other.send('GET', path)).status).toBe(404)
    const question = await operator.send('HEAD', path)
    expect([question.status, question.headers.get('content-length')]).toEqual([200, '23'])
    const response = await operator.send('GET', path)
    expect([response.status, await response.text()]).toEqual([200, 'the content of a backup'])
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${backupName}"`)
    expect((await operator.send('GET', path)).status).toBe(404)
    const late = await pathOf()
    nextMinute()
    expect((await operator.send('GET', late)).status).toBe(404)
  })

  test('is of no file but a backup', async () => {
    nextMinute()
    for (const name of ['../secret.key', 'chayenity-20251001T030001.tar.gz', '/etc/passwd'])
      expect((await operator.command('backup.download', { name })).status).toBe(404)
  })
})
