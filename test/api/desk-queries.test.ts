import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openRoom, say } from '../support/chat.ts'
import { ask, command } from '../support/desk.ts'
import { type AcceptedGigJson, post, postAccepted } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { pay, payAccepted, payCompleted } from '../support/payments.ts'
import { joinAfresh, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** What the queries of the desk show. */

const minuteMs = 60_000
const dayMs = 24 * 3_600_000

let server: TestServer
let seeker: Person
let helper: Person

const open = async () => {
  server = await startTestServer({ env: { ACCESS_TOKEN_MINUTES: '1440' } })
  ;[seeker, helper] = [await joinSomchai(server), await joinMali(server)]
}
beforeAll(open)
afterAll(() => server.stop())

/** A test that needs a marketplace in which nothing has happened. */
const onItsOwn = (run: () => Promise<void>) => async () => {
  const shared = { server, seeker, helper }
  await open()
  try {
    await run()
  } finally {
    await server.stop()
    ;({ server, seeker, helper } = shared)
  }
}

const nextMinute = () => server.clock.advance(minuteMs)
const fieldErrors = (field_errors: Record<string, string[]>) =>
  expect.objectContaining({ code: 'VALIDATION_ERROR', fieldErrors: field_errors })

interface PaymentsJson {
  held: { id: string }[]
  unanswered: { id: string }[]
}

describe('the record of a gig', () => {
  interface GigRecordJson {
    gig: Record<string, unknown>
    payments: Record<string, unknown>[]
    timeline: { at: string; what: string; who: string | null; amount: number | null; note: string | null }[]
  }

  test(
    'tells who did what, in the order of time',
    onItsOwn(async () => {
      const gig = await post(seeker, { budget: 1000 })
      nextMinute()
      await helper.client.post<AcceptedGigJson>(`/api/gigs/${gig.id}/accept`)
      nextMinute()
      const transaction = await pay(seeker, gig)
      nextMinute()
      await command(server, 'payment.release', { transaction_id: transaction.id, reason: 'Both agree.' })
      nextMinute()
      await helper.client.post('/api/reviews', {
        gig_id: gig.id,
        reviewee_id: seeker.user.id,
        rating: 4,
        comment: 'Good.',
      })
      const {
        gig: shown,
        payments,
        timeline,
      } = await ask<GigRecordJson>(server, 'gig.show', { gig_id: gig.id })
      expect(shown).toEqual({
        id: gig.id,
        title: gig.title,
        status: 'COMPLETED',
        budget: 1000,
        seeker_id: seeker.user.id,
        seeker_name: 'Somchai',
        helper_id: helper.user.id,
        helper_name: 'Mali',
        is_hidden: false,
        created_at: gig.created_at,
      })
      const ref = transaction.transaction_ref
      expect(payments).toEqual([
        {
          id: transaction.id,
          ref,
          gig_id: gig.id,
          gig_title: gig.title,
          payer_id: seeker.user.id,
          payer_name: 'Somchai',
          payee_id: helper.user.id,
          payee_name: 'Mali',
          amount: 1000,
          service_fee: 50,
          status: 'COMPLETED',
          created_at: transaction.created_at,
          completed_at: '2025-10-01T10:03:00.000000Z',
        },
      ])
      const lines = timeline.map(({ at, what, who, amount, note }) => [
        at.slice(11, 16),
        what,
        who,
        amount,
        note,
      ])
      expect(lines).toEqual([
        ['10:00', 'gig_posted', 'Somchai', 1000, null],
        ['10:01', 'gig_accepted', 'Mali', null, null],
        ['10:02', 'payment_begun', 'Somchai', 1000, ref],
        ['10:02', 'HOLD', null, 1000, ref],
        ['10:03', 'gig_completed', null, null, null],
        ['10:03', 'RELEASE', null, 1000, ref],
        ['10:03', 'command', 'command line', null, 'payment.release: Both agree.'],
        ['10:04', 'review', 'Mali', null, '4 / 5'],
      ])
    }),
  )

  test(
    'of somebody who is disabled says that it is hidden, and that nobody has accepted it',
    onItsOwn(async () => {
      const { id } = await post(seeker)
      const shown = async () => (await ask<GigRecordJson>(server, 'gig.show', { gig_id: id })).gig
      expect(await shown()).toMatchObject({ is_hidden: false, helper_id: null, helper_name: null })
      await command(server, 'user.disable', { user_id: seeker.user.id })
      expect(await shown()).toMatchObject({ is_hidden: true })
      const { timeline } = await ask<GigRecordJson>(server, 'gig.show', { gig_id: id })
      expect(timeline.map(({ what }) => what)).toEqual(['gig_posted'])
    }),
  )

  test('that does not exist is a 404 with a sentence', async () => {
    await expect(ask(server, 'gig.show', { gig_id: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
      message: 'There is no such gig.',
    })
  })
})

test(
  'the list of gigs gives the newest first, and says whether there is another page',
  onItsOwn(async () => {
    const ids: string[] = []
    for (let at = 0; at < 3; at += 1) {
      ids.unshift((await post(seeker)).id)
      nextMinute()
    }
    const list = async (fields: object) => {
      const answer = await ask<{ gigs: { id: string }[]; has_more: boolean }>(server, 'gig.list', {
        ...fields,
      })
      return [answer.gigs.map(({ id }) => id), answer.has_more]
    }
    expect(await list({})).toEqual([ids, false])
    expect(await list({ limit: 2 })).toEqual([ids.slice(0, 2), true])
    expect(await list({ skip: 1, limit: 2 })).toEqual([ids.slice(1), false])
  }),
)

test(
  'the audit is given in pages, and says whether there is another one',
  onItsOwn(async () => {
    for (const name of ['user.verify', 'user.end-sessions', 'user.enable'])
      await command(server, name, { user_id: helper.user.id })
    const list = async (fields: object) => {
      const answer = await ask<{ lines: { action: string }[]; has_more: boolean }>(server, 'audit.list', {
        ...fields,
      })
      return [answer.lines.map(({ action }) => action), answer.has_more]
    }
    const all = ['user.enable', 'user.end-sessions', 'user.verify']
    expect(await list({})).toEqual([all, false])
    expect(await list({ limit: 2 })).toEqual([all.slice(0, 2), true])
    expect(await list({ skip: 1, limit: 2 })).toEqual([all.slice(1), false])
  }),
)

describe('payments', () => {
  const stuck = async (fields: Record<string, unknown> = {}) => {
    const { held, unanswered } = await ask<PaymentsJson>(server, 'payment.stuck', fields)
    return { held: held.map(({ id }) => id), unanswered: unanswered.map(({ id }) => id) }
  }

  test(
    'are stuck when money is held for more than a week, or for as many days as are asked',
    onItsOwn(async () => {
      const first = (await payAccepted(seeker, helper)).transaction.id
      server.clock.advance(1000)
      const second = (await payAccepted(seeker, helper)).transaction.id
      server.clock.advance(7 * dayMs - 1000)
      expect((await stuck()).held).toEqual([])
      server.clock.advance(1000)
      expect((await stuck()).held).toEqual([first])
      server.clock.advance(1000)
      expect(await stuck()).toEqual({ held: [first, second], unanswered: [] })
      expect((await stuck({ days: 8 })).held).toEqual([])
      expect((await stuck({ days: 0 })).held).toEqual([first, second])
      await expect(stuck({ days: 366 })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    }),
  )

  test(
    'are stuck when the provider has said nothing for more than ten minutes',
    onItsOwn(async () => {
      // It never answers.
      server.clock.after = () => () => {}
      const { id } = await pay(seeker, await postAccepted(seeker, helper), 'mock_payment_slow')
      server.clock.advance(10 * minuteMs)
      expect(await stuck({ days: 0 })).toEqual({ held: [], unanswered: [] })
      server.clock.advance(1000)
      expect(await stuck({ days: 0 })).toEqual({ held: [], unanswered: [id] })
    }),
  )

  test('are found by the reference that people quote', async () => {
    await payAccepted(seeker, helper)
    const { transaction } = await payAccepted(seeker, helper)
    const find = (ref: string) => ask<{ id: string }>(server, 'payment.find', { ref })
    expect((await find(transaction.transaction_ref)).id).toBe(transaction.id)
    await expect(find('TXN-2025100110999')).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
    for (const ref of [`x${transaction.transaction_ref}`, 'TXN-202510011000', 'TXN-2025100110'])
      await expect(find(ref)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

describe('the ledger', () => {
  test(
    'of a day begins and ends at midnight in Thailand, and is that of today when none is asked',
    onItsOwn(async () => {
      const heldOn = async (day?: string) => {
        const sums = await ask<{ day: string; held: number }>(server, 'ledger.day', { day })
        return [sums.day, sums.held]
      }
      // 16:59:59 and 17:00:00 UTC are the end of one day there and the beginning of the next.
      server.clock.advance(7 * 3_600_000 - 1000)
      await payAccepted(seeker, helper, 300)
      expect(await heldOn()).toEqual(['2025-10-01', 300])
      server.clock.advance(1000)
      expect(await heldOn()).toEqual(['2025-10-02', 0])
      await payAccepted(seeker, helper, 500)
      expect(await heldOn()).toEqual(['2025-10-02', 500])
      expect(await heldOn('2025-10-01')).toEqual(['2025-10-01', 300])
      expect(await heldOn('2025-10-03')).toEqual(['2025-10-03', 0])
    }),
  )

  test(
    'is exported with a line for each entry, its heading and its name',
    onItsOwn(async () => {
      const { gig, transaction } = await payAccepted(seeker, helper, 300)
      const days = { first_day: '2025-09-30', last_day: '2025-10-01' }
      const file = await command<Record<string, string>>(server, 'ledger.export', days)
      expect(file).toMatchObject({
        filename: 'ledger-2025-09-30-2025-10-01.csv',
        content_type: 'text/csv;charset=utf-8',
      })
      const begin = `2025-10-01T10:00:00.000000Z,HOLD,${transaction.transaction_ref},${gig.id}`
      expect(file.text?.slice(1).split('\r\n')).toEqual([
        'posted_at,step,payment,gig_id,account,user_id,amount_thb',
        `${begin},USER,${seeker.user.id},-300`,
        `${begin},ESCROW,,300`,
        '',
      ])
    }),
  )

  test('is exported for a month at most, of days that exist and in their order', async () => {
    const asked = (first_day: string, last_day: string) =>
      ask(server, 'ledger.export', { first_day, last_day })
    expect(await asked('2025-10-01', '2025-10-31')).toMatchObject({
      filename: 'ledger-2025-10-01-2025-10-31.csv',
    })
    const tooLong = fieldErrors({ last_day: ['Must be at most 30 days after the first.'] })
    for (const [first, last] of [
      ['2025-10-01', '2025-11-01'],
      ['2025-10-02', '2025-10-01'],
    ] as const)
      await expect(asked(first, last)).rejects.toEqual(tooLong)
    const noDay = ['Must be a day that exists, such as 2025-10-01.']
    await expect(asked('2025-02-29', '2025-03-01')).rejects.toEqual(fieldErrors({ first_day: noDay }))
    await expect(asked('2025-02-28', '2025-02-29')).rejects.toEqual(fieldErrors({ last_day: noDay }))
    await expect(ask(server, 'ledger.day', { day: '2025-02-30' })).rejects.toEqual(
      fieldErrors({ day: noDay }),
    )
    await expect(asked('2025-2-1', '2025-02-02')).rejects.toEqual(
      fieldErrors({ first_day: ['Must be a day such as 2025-10-01.'] }),
    )
  })
})

describe('a person', () => {
  test(
    'is shown with what the operator has to know and their payments',
    onItsOwn(async () => {
      await seeker.client.put('/api/users/me', { contact_info: '081 234 5678', address_text: 'Soi 1' })
      const { gig } = await payCompleted(seeker, helper)
      await payCompleted(seeker, helper)
      await payAccepted(seeker, helper)
      await helper.client.post('/api/reviews', {
        gig_id: gig.id,
        reviewee_id: seeker.user.id,
        rating: 4,
        comment: 'Good.',
      })
      await command(server, 'user.verify', { user_id: seeker.user.id })
      await command(server, 'user.disable', { user_id: seeker.user.id })
      const now = '2025-10-01T10:00:00.000000Z'
      expect(await ask<object>(server, 'user.show', { user_id: seeker.user.id })).toEqual({
        id: seeker.user.id,
        email: 'somchai@example.com',
        full_name: 'Somchai',
        is_verified: true,
        created_at: now,
        disabled_at: now,
        deleted_at: null,
        contact_info: '081 234 5678',
        address_text: 'Soi 1',
        reputation_score: 4,
        total_reviews: 1,
        pending_payments: 1,
        completed_payments: 2,
      })
    }),
  )

  test(
    'has their open sessions listed, the oldest first',
    onItsOwn(async () => {
      nextMinute()
      await seeker.client.send('POST', '/api/auth/login', {
        body: new URLSearchParams({ username: seeker.user.email, password: seeker.password }),
      })
      const { sessions } = await ask<{ sessions: { id: string; created_at: string; expires_at: string }[] }>(
        server,
        'user.sessions',
        { user_id: seeker.user.id },
      )
      expect(sessions.map(({ created_at }) => created_at.slice(11, 16))).toEqual(['10:00', '10:01'])
      const lifeMs = server.ctx.config.refreshTokenDays * dayMs
      for (const { created_at, expires_at } of sessions)
        expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(lifeMs)
    }),
  )

  test('is told by name whether there is such a person', async () => {
    for (const name of ['user.disable', 'user.end-sessions', 'user.export'])
      await expect(
        ask(server, name, { user_id: crypto.randomUUID(), reason: 'because' }),
      ).rejects.toMatchObject({ message: 'There is no such person.' })
  })
})

describe('a report', () => {
  interface ReportRecordJson {
    kind: string
    title: string | null
    text: string | null
    image_url: string | null
    has_picture: boolean
    is_hidden: boolean
    reports: { id: string; reporter_name: string }[]
    warnings: { text: string }[]
  }

  const reportOf = async (kind: string, subject_id: string, reporter = helper): Promise<string> => {
    const answer = await reporter.client.post<{ id: string }>('/api/reports', {
      kind,
      subject_id,
      reason: 'Rude.',
    })
    expect(answer.status).toBe(201)
    return answer.body.id
  }
  const show = (report_id: string) => ask<ReportRecordJson>(server, 'report.show', { report_id })

  test('shows the operator what was reported, whatever it is', async () => {
    const picture = await keepFile(seeker, await bytesOf(still(8, 8).png()))
    const elsewhere = 'https://elsewhere.example/picture.png'
    const gig = await post(seeker, { image_urls: [picture.url, elsewhere] })
    const plain = await post(seeker, { image_urls: [] })
    const foreign = await post(seeker, { image_urls: [elsewhere] })
    const room = await openRoom(seeker, helper)
    const message = await say(seeker, room, 'Pay me first.')
    const drawn = await say(seeker, room, 'Look.', { image_url: picture.url })
    const { gig: done } = await payCompleted(seeker, helper)
    const review = await seeker.client.post<{ id: string }>('/api/reviews', {
      gig_id: done.id,
      reviewee_id: helper.user.id,
      rating: 2,
      comment: 'Never came.',
    })
    const shown = async (kind: string, id: string) => {
      const { title, text, image_url, has_picture } = await show(await reportOf(kind, id))
      return [title, text, image_url, has_picture]
    }
    expect(await shown('gig', gig.id)).toEqual([gig.title, gig.description, picture.url, true])
    expect(await shown('gig', plain.id)).toEqual([plain.title, plain.description, null, false])
    expect(await shown('gig', foreign.id)).toEqual([foreign.title, foreign.description, elsewhere, false])
    expect(await shown('message', message.id)).toEqual([null, 'Pay me first.', null, false])
    expect(await shown('message', drawn.id)).toEqual([null, 'Look.', picture.url, true])
    expect(await shown('review', review.body.id)).toEqual(['2 of 5 stars', 'Never came.', null, false])
    expect(await shown('picture', picture.file_id)).toEqual([
      null,
      null,
      `/api/upload/${picture.file_id}`,
      true,
    ])
    expect(await shown('person', seeker.user.id)).toEqual(['Somchai', null, null, false])
  })

  test('shows the other reports about the same thing, the warnings of its owner, and whether it is hidden', async () => {
    const gig = await post(seeker)
    const first = await reportOf('gig', gig.id)
    const second = await reportOf('gig', gig.id, await joinAfresh(server, 'Nok'))
    await reportOf('person', seeker.user.id)
    await command(server, 'report.warn', { report_id: first, text: 'Be kind.' })
    expect(await show(first)).toMatchObject({
      is_hidden: false,
      reports: [
        { id: first, reporter_name: 'Mali' },
        { id: second, reporter_name: 'Nok' },
      ],
      warnings: [{ text: 'Be kind.' }],
    })
    await command(server, 'report.hide', { report_id: first })
    expect(await show(first)).toMatchObject({ is_hidden: true })
  })

  test('of a person hides nothing, and a report that is not there is a 404 with a sentence', async () => {
    const id = await reportOf('person', seeker.user.id)
    await expect(ask(server, 'report.hide', { report_id: id, reason: 'because' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    for (const name of ['report.show', 'report.hide', 'report.warn'])
      await expect(
        ask(server, name, { report_id: crypto.randomUUID(), reason: 'because', text: 'Be kind.' }),
      ).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND' })
  })

  test(
    'lists are given in pages, and closed ones apart',
    onItsOwn(async () => {
      const gigs = [await post(seeker), await post(seeker), await post(seeker)]
      const ids: string[] = []
      for (const { id } of gigs) {
        ids.push(await reportOf('gig', id))
        nextMinute()
      }
      const [first = '', second = '', third = ''] = ids
      const list = async (fields: object): Promise<[string[], number, boolean]> => {
        const page = await ask<{ reports: { id: string }[]; total_count: number; has_more: boolean }>(
          server,
          'report.list',
          { ...fields },
        )
        return [page.reports.map(({ id }) => id), page.total_count, page.has_more]
      }
      expect(await list({})).toEqual([ids, 3, false])
      expect(await list({ limit: 2 })).toEqual([[first, second], 3, true])
      expect(await list({ skip: 2, limit: 2 })).toEqual([[third], 3, false])
      await command(server, 'report.close', { report_id: second })
      expect(await list({})).toEqual([[first, third], 2, false])
      expect(await list({ state: 'closed' })).toEqual([[second], 1, false])
    }),
  )
})

describe('the backups', () => {
  const file = { name: 'chayenity-20251001T030000.tar.gz', bytes: 23, atMs: Date.UTC(2025, 9, 1, 3) }

  test('are listed with what is known of them, and when the next one is made', async () => {
    const { upkeep, clock } = server.ctx
    upkeep.backupJob = {
      nextAtMs: () => clock.now() + minuteMs,
      isRunning: () => true,
      run: async () => ({ ...file, isDamaged: false }),
      list: () => [
        { ...file, isDamaged: false },
        { ...file, isDamaged: true },
      ],
      pathOf: () => null,
    }
    upkeep.backups.failed = 2
    const shown = { name: file.name, bytes: 23, made_at: '2025-10-01T03:00:00.000000Z' }
    expect(await ask<object>(server, 'backup.list', {})).toEqual({
      backups: [
        { ...shown, is_verified: true },
        { ...shown, is_verified: false },
      ],
      next_at: '2025-10-01T10:01:00.000000Z',
      is_running: true,
      failed: 2,
      is_elsewhere: false,
    })
    upkeep.backupJob = { ...upkeep.backupJob, nextAtMs: () => null }
    expect(await ask<object>(server, 'backup.list', {})).toMatchObject({ next_at: null })
    await expect(ask(server, 'backup.download', { name: 'nothing' })).rejects.toMatchObject({
      message: 'There is no such backup.',
    })
  })

  test('are none without a server that makes them, which is said', async () => {
    server.ctx.upkeep.backupJob = null
    expect(await ask<object>(server, 'backup.list', {})).toMatchObject({
      backups: [],
      next_at: null,
      is_running: false,
    })
    await expect(ask(server, 'backup.make', {})).rejects.toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
      message:
        server.ctx.config.databaseUrl === null
          ? 'No server runs that makes backups; use "chayenity backup".'
          : 'The data is in PostgreSQL. Use its own tools, such as pg_dump, and copy DATA_DIR.',
    })
  })
})
