import { afterEach, beforeEach, describe, expect, jest, mock, setSystemTime, test } from 'bun:test'
import type { ComponentChild } from 'preact'
import type {
  AuditLine,
  DeskPayment,
  ListedOperator,
  Operator,
  PersonRecord,
  ReportRecord,
  RequestMinute,
  ServerState,
} from '../../../src/pages/ops/api.ts'
import { App } from '../../../src/pages/ops/app.tsx'
import { AuditPart } from '../../../src/pages/ops/audit.tsx'
import { AuditTable } from '../../../src/pages/ops/audit-table.tsx'
import { BackupPanel } from '../../../src/pages/ops/backups.tsx'
import { DaySumsList } from '../../../src/pages/ops/day-sums.tsx'
import { DeskContext } from '../../../src/pages/ops/desk.ts'
import { addressOf, DeskClient } from '../../../src/pages/ops/desk-client.ts'
import { formatBytes, formatMs } from '../../../src/pages/ops/formats.ts'
import { GigsPart } from '../../../src/pages/ops/gigs.tsx'
import { MinuteChart } from '../../../src/pages/ops/minute-chart.tsx'
import { OperatorsPart } from '../../../src/pages/ops/operators.tsx'
import { Overview } from '../../../src/pages/ops/overview.tsx'
import { PaymentTable } from '../../../src/pages/ops/payment-table.tsx'
import { PaymentsPart } from '../../../src/pages/ops/payments.tsx'
import { PeoplePart } from '../../../src/pages/ops/people.tsx'
import { PersonView } from '../../../src/pages/ops/person.tsx'
import { QrCode } from '../../../src/pages/ops/qr-code.tsx'
import { useFreshAnswer } from '../../../src/pages/ops/refresh.ts'
import { ReportView } from '../../../src/pages/ops/report.tsx'
import { Reported } from '../../../src/pages/ops/reported.tsx'
import { ReportsPart } from '../../../src/pages/ops/reports.tsx'
import { hrefOf } from '../../../src/pages/ops/route.ts'
import { ServerFacts, StatePart } from '../../../src/pages/ops/state.tsx'
import { forgetLoaded } from '../../../src/pages/shared/loading.ts'
import { answerWith, happen, leavePages, press, show, submit, useDocument, write } from './dom.tsx'

const at = '2026-01-31T09:00:00.000000Z'
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(
  new Date(at),
)

const openWindow = (isSecureContext: boolean) => Object.assign(window, { isSecureContext })

useDocument()
beforeEach(() => {
  setSystemTime(new Date('2026-01-31T09:30:00Z'))
  openWindow(true)
})
afterEach(async () => {
  await leavePages()
  forgetLoaded()
  setSystemTime()
  mock.restore()
  location.hash = ''
})

const operator: Operator = {
  id: 'o1',
  email: 'op@example.com',
  role: 'operator',
  created_at: at,
  disabled_at: null,
}

const atDesk = (content: ComponentChild, role: Operator['role'] = 'operator') => (
  <DeskContext.Provider value={{ client: new DeskClient(), operator: { ...operator, role } }}>
    {content}
  </DeskContext.Provider>
)

/** The desk answers each address below `/api/_ops` with what stands here. */
const deskWith = (answers: Record<string, unknown>) =>
  answerWith(({ path }) => {
    const address = path.replace('/api/_ops', '')
    const known = Object.entries(answers).find(([name]) => address === name || address.startsWith(`${name}?`))
    return known
      ? known[1]
      : Response.json({ detail: 'Nothing.', error_code: 'RESOURCE_NOT_FOUND' }, { status: 404 })
  })

const error = (status: number) =>
  Response.json({ detail: 'No.', error_code: 'NOT_AUTHENTICATED' }, { status })

describe('the address of a query', () => {
  test('has its parameters in the path, and of the rest what is not empty in the query', () => {
    expect(addressOf('/users/{user_id}', { user_id: 'a/b' }).text).toBe('/users/a%2Fb')
    expect(addressOf('/audit', { subject_id: '', action: 'x y', skip: 0, limit: 20 }).text).toBe(
      '/audit?action=x+y&skip=0&limit=20',
    )
    expect(addressOf('/audit', { subject_id: undefined }).text).toBe('/audit')
  })

  test('of a part of the desk keeps a slash within an id', () => {
    expect([hrefOf('gigs', 'a/b'), hrefOf('people')]).toEqual(['#/gigs/a%2Fb', '#/people'])
  })
})

describe('the client of the desk', () => {
  test('sends the CSRF token of its session with what changes something, and with nothing else', async () => {
    const session = { operator, csrf_token: 'secret' }
    const asked = answerWith(({ path }) => (path.endsWith('/login') ? { session } : {}))
    const client = new DeskClient()
    expect(await client.session()).toEqual(session)
    await client.post('/logout')
    await client.command('user.verify', { user_id: 'a' })
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/api/_ops/login', null],
      ['POST', '/api/_ops/logout', {}],
      ['POST', '/api/_ops/commands/user/verify', { user_id: 'a' }],
    ])
    expect(asked.map(({ headers }) => headers.get('x-csrf-token'))).toEqual([null, 'secret', 'secret'])
    expect(asked.map(({ headers }) => headers.get('content-type'))).toEqual([
      null,
      'application/json',
      'application/json',
    ])
    expect(asked.map(({ headers }) => headers.get('x-background'))).toEqual([null, null, null])
  })

  test('knows that nobody is logged in, and an answer without a body', async () => {
    answerWith(({ path }) =>
      path.endsWith('/login') ? { session: null } : new Response(null, { status: 204 }),
    )
    const client = new DeskClient()
    expect(await client.session()).toBeNull()
    expect(await client.post('/logout')).toEqual({})
  })

  test('says what the server says, and that the session is over, but not of a wrong login', async () => {
    answerWith(() => error(401))
    const client = new DeskClient()
    let ends = 0
    client.onEnd = () => {
      ends += 1
    }
    const fields = { email: 'op@example.com', password: 'x', code: '123456' }
    await expect(client.logIn('/login', fields)).rejects.toMatchObject({ message: 'No.', status: 401 })
    expect(ends).toBe(0)
    await expect(client.get(addressOf('/state', {}))).rejects.toThrow('No.')
    expect(ends).toBe(1)
    answerWith(() => error(403))
    await expect(client.get(addressOf('/state', {}))).rejects.toThrow('No.')
    expect(ends).toBe(1)
  })
})

test('sizes and durations have as many digits as help', () => {
  expect(
    [0, 1, 1023, 1024, 1536, 10_239, 10_240, 1_048_576, 3 * 1024 ** 4, 2048 * 1024 ** 4].map(formatBytes),
  ).toEqual([
    '0 B',
    '1 B',
    '1023 B',
    '1.0 KiB',
    '1.5 KiB',
    '10.0 KiB',
    '10 KiB',
    '1.0 MiB',
    '3.0 TiB',
    '2048 TiB',
  ])
  expect([0.26, 9.94, 10, 12.6].map(formatMs)).toEqual(['0.3 ms', '9.9 ms', '10 ms', '13 ms'])
})

const minute = (time: string, requests: number, errors = 0): RequestMinute => ({
  at: `2026-01-31T${time}:00.000000Z`,
  requests,
  client_errors: 0,
  server_errors: errors,
})

describe('the requests of the last hour', () => {
  test('are a bar a minute, the newest at the right and the most at the top', async () => {
    const page = await show(
      <MinuteChart
        minutes={[minute('08:01', 5), minute('08:59', 20, 10), { ...minute('09:00', 10), client_errors: 2 }]}
      />,
    )
    const bars = (name: string) =>
      page.all(`.${name}`).map(bar => ['x', 'y', 'width', 'height'].map(side => Number(bar.get(side))))
    expect(bars('requests')).toEqual([
      [0, 45, 0.8, 15],
      [58, 0, 0.8, 60],
      [59, 30, 0.8, 30],
    ])
    expect(bars('errors').map(([, y, , height]) => [y, height])).toEqual([
      [60, 0],
      [30, 30],
      [60, 0],
    ])
    expect(page.one('svg').get('viewBox')).toBe('0 0 60 60')
    expect(page.text).toBe(`${moment}: 10 requests, 2 errors`)
  })

  test('are no bars where nothing was asked, and a sentence where nothing was counted', async () => {
    const page = await show(<MinuteChart minutes={[minute('09:00', 0)]} />)
    expect(page.one('.requests').get('height')).toBe('0')
    expect((await show(<MinuteChart minutes={[]} />)).text).toStartWith('They are counted since')
  })
})

const line: AuditLine = {
  id: 'l1',
  at,
  actor: 'op@example.com',
  action: 'user.disable',
  subject_kind: 'user',
  subject_id: 'u/1',
  reason: null,
  before: null,
  after: null,
}

describe('a line of the audit', () => {
  const cellsOf = async (change: Partial<AuditLine>) => {
    const page = await show(<AuditTable label="Lines" lines={[{ ...line, ...change }]} />)
    return {
      texts: page.all('td').map(({ text }) => text),
      links: page.all('a').map(link => link.get('href')),
    }
  }

  test('says who did what, about whom, why, and leads there', async () => {
    const { texts, links } = await cellsOf({ reason: 'spam' })
    expect(texts).toEqual([moment, 'op@example.com', 'user.disable', 'user u/1', 'spam', '–'])
    expect(links).toEqual(['#/people/u%2F1'])
    expect((await cellsOf({ subject_kind: 'report', subject_id: 'r' })).links).toEqual(['#/reports/r'])
    const { texts: ofFile, links: none } = await cellsOf({ subject_kind: 'backup', subject_id: 'b' })
    expect([ofFile[3], ofFile[4], none]).toEqual(['backup b', '–', []])
    expect((await cellsOf({ subject_kind: null, subject_id: 'b' })).texts[3]).toBe('b')
    expect((await cellsOf({ subject_kind: null, subject_id: null })).texts[3]).toBe('–')
  })

  test('names what has changed, from what to what, with times as one reads them', async () => {
    const changed = async (before: object | null, after: object | null) => {
      const json = (value: object | null) => (value === null ? null : JSON.stringify(value))
      return (await cellsOf({ before: json(before), after: json(after) })).texts[5]
    }
    expect(await changed({ status: 'PENDING', budget: 1 }, { status: 'CANCELLED', budget: 1 })).toBe(
      'status: PENDING → CANCELLED',
    )
    expect(await changed(null, { disabled_at: at, is_hidden: false })).toBe(
      `disabled_at: – → ${moment}, is_hidden: – → false`,
    )
    expect(await changed({ note: null }, null)).toBe('–')
    expect(await changed({ note: '2026-01-31' }, null)).toBe('note: 2026-01-31 → –')
  })
})

test('the audit is found by whole words, from its first page on', async () => {
  const asked = deskWith({ '/audit': { lines: [line], has_more: true } })
  const page = await show(atDesk(<AuditPart />))
  expect(page.one('button', 'Previous').get('disabled')).toBe('')
  await press(page.one('button', 'Next'))
  expect(asked.at(-1)?.path).toBe('/api/_ops/audit?skip=20&limit=20')
  await press(page.one('button', 'Next'))
  await press(page.one('button', 'Previous'))
  expect(asked.at(-1)?.path).toBe('/api/_ops/audit?skip=20&limit=20')
  for (const field of page.all('input'))
    field.value = field.get('name') === 'action' ? ' payment.refund ' : ' u1 '
  await submit(page.one('form'))
  expect(asked.at(-1)?.path).toBe('/api/_ops/audit?subject_id=u1&action=payment.refund&skip=0&limit=20')
})

test('the last page has nothing after it, and a single one has no buttons', async () => {
  deskWith({
    '/audit?skip=0&limit=20': { lines: [line], has_more: true },
    '/audit': { lines: [], has_more: false },
  })
  const page = await show(atDesk(<AuditPart />))
  await press(page.one('button', 'Next'))
  expect([
    page.one('button', 'Next').get('disabled'),
    page.one('button', 'Previous').get('disabled'),
  ]).toEqual(['', null])
  deskWith({ '/audit': { lines: [], has_more: false } })
  forgetLoaded()
  const single = await show(atDesk(<AuditPart />))
  expect([single.all('nav').length, single.one('.panel').text]).toEqual([
    0,
    'Every command, the newest firstNothing.',
  ])
})

const payment: DeskPayment = {
  id: 'p1',
  ref: 'TXN-1',
  gig_id: 'g1',
  gig_title: 'A sofa',
  payer_id: 'u1',
  payer_name: 'Somchai',
  payee_id: 'u2',
  payee_name: 'Mali',
  amount: 100,
  service_fee: 5,
  status: 'PENDING',
  created_at: at,
  completed_at: null,
}

describe('a payment at the desk', () => {
  const decisions = async (status: DeskPayment['status'], role?: Operator['role']) => {
    const table = <PaymentTable label="Held" payments={[{ ...payment, status }]} onDone={() => {}} />
    const page = await show(atDesk(table, role))
    return page.all('td').at(-1)?.text
  }

  test('can be given back while it is not over, and released while it is held', async () => {
    expect(await decisions('PENDING')).toBe('Give backRelease')
    expect(await decisions('PROCESSING')).toBe('Give back')
    for (const status of ['COMPLETED', 'FAILED', 'CANCELLED'] as const)
      expect(await decisions(status)).toBe('–')
    expect(await decisions('PENDING', 'viewer')).toBe('')
  })

  test('stands with its people and its amount, which is a number', async () => {
    const page = await show(atDesk(<PaymentTable label="Held" payments={[payment]} onDone={() => {}} />))
    expect(
      page
        .all('td')
        .map(({ text }) => text)
        .slice(0, 7),
    ).toEqual(['TXN-1', 'A sofa', 'Somchai', 'Mali', '฿100', 'held', moment])
    expect(page.all('.numeric').map(({ text }) => text)).toEqual(['Amount', '฿100'])
    expect(page.all('td')[4]?.get('data-heading')).toBe('Amount')
    expect(page.all('a').map(link => link.get('href'))).toEqual(['#/gigs/g1', '#/people/u1', '#/people/u2'])
  })

  test('is decided with a reason and the password, and stays open with what is wrong', async () => {
    let answer: unknown = Response.json(
      {
        detail: 'No.',
        error_code: 'VALIDATION_ERROR',
        field_errors: { reason: ['Too short.'], operator_password: ['Wrong.'] },
      },
      { status: 422 },
    )
    const asked = answerWith(() => answer)
    let done = 0
    const page = await show(
      atDesk(
        <PaymentTable
          label="Held"
          payments={[payment]}
          onDone={() => {
            done += 1
          }}
        />,
      ),
    )
    await press(page.one('button', 'Release'))
    const dialog = page.one('dialog')
    expect(dialog.one('h2').text).toBe('Release the money to Mali')
    expect(dialog.one('textarea').get('required')).toBe('')
    dialog.one('textarea').value = '  '
    dialog.one('input').value = 'my password'
    await submit(dialog.one('form'))
    expect(asked.at(-1)).toMatchObject({
      path: '/api/_ops/commands/payment/release',
      body: { transaction_id: 'p1', operator_password: 'my password' },
    })
    expect(asked.at(-1)?.body).not.toHaveProperty('reason')
    expect([dialog.one('div', 'ReasonToo short.').get('class'), done]).toEqual(['field wrong', 0])
    expect(dialog.text).toContain('Wrong.')
    answer = { payment }
    dialog.one('textarea').value = 'because'
    await submit(dialog.one('form'))
    expect([asked.at(-1)?.body, done, page.all('dialog').length]).toEqual([
      { transaction_id: 'p1', operator_password: 'my password', reason: 'because' },
      1,
      0,
    ])
  })

  test('is found by its reference, without the blanks around it', async () => {
    const asked = deskWith({
      '/payments/find': { gig_id: 'g1' },
      '/payments/stuck': { held: [payment], unanswered: [] },
      '/ledger/day': sums,
    })
    const page = await show(atDesk(<PaymentsPart />))
    const [form] = page.all('form')
    if (!form) throw new Error('There is no form.')
    form.one('input').value = ' TXN-1 '
    await submit(form)
    expect(asked.at(-1)?.path).toBe('/api/_ops/payments/find?ref=TXN-1')
    expect(location.hash).toBe('#/gigs/g1')
    expect(page.all('.panel').map(({ text }) => text.slice(0, 40))).toEqual([
      expect.stringContaining('Held for more than a week'),
      'Not answered by the providerNothing.',
      expect.stringContaining('The day in Thailand'),
    ])
    const day = page.all('input').find(field => field.get('type') === 'date')
    expect(day?.value).toBe('2026-01-31')
    if (day) await write(day, '2026-01-30', 'change')
    expect(asked.at(-1)?.path).toBe('/api/_ops/ledger/day?day=2026-01-30')
  })
})

const sums = {
  day: '2026-01-31',
  held_count: 3,
  held: 300,
  released_count: 2,
  released: 190,
  refunded_count: 1,
  refunded: 100,
  fees: 10,
}

test('the sums of a day are counted, but for the fees', async () => {
  const page = await show(<DaySumsList sums={sums} />)
  expect(page.all('dd').map(({ text }) => text)).toEqual(['฿300 3 ×', '฿190 2 ×', '฿100 1 ×', '฿10'])
})

describe('the operators', () => {
  const listed = (change: Partial<ListedOperator>): ListedOperator => ({
    ...operator,
    wait_seconds: 0,
    ...change,
  })
  const rows = async (operators: ListedOperator[]) => {
    deskWith({ '/operators': { operators } })
    const page = await show(atDesk(<OperatorsPart />))
    return page
      .all('tr')
      .slice(1)
      .map(row =>
        row
          .all('td')
          .map(({ text }) => text)
          .slice(3),
      )
  }

  test('are active, disabled, or wait some whole minutes, and nobody disables themselves', async () => {
    expect(
      await rows([
        listed({}),
        listed({ id: 'o2', disabled_at: at, wait_seconds: 61 }),
        listed({ id: 'o3', wait_seconds: 61 }),
      ]),
    ).toEqual([
      ['active', 'New link'],
      ['disabled', 'Enable'],
      ['waits 2 min: many wrong codes came with the right password', 'New linkDisable'],
    ])
  })

  test('get a link that is shown once it is made', async () => {
    const asked = deskWith({
      '/operators': { operators: [listed({})] },
      '/commands/operator/create': {
        operator: { ...operator, email: 'new@example.com' },
        url: 'https://x/#link=1',
      },
    })
    const page = await show(atDesk(<OperatorsPart />))
    await press(page.one('button', 'Create an operator'))
    await submit(page.one('dialog').one('form'))
    expect(page.one('.note-box').text).toBe(
      'Give this link to new@example.com. It works once, within 15 minutes: https://x/#link=1',
    )
    expect(asked.map(({ path }) => path).slice(-2)).toEqual([
      '/api/_ops/commands/operator/create',
      '/api/_ops/operators',
    ])
  })
})

const report: ReportRecord = {
  id: 'r1',
  kind: 'gig',
  subject_id: 'g1',
  owner_id: 'u1',
  owner_name: 'Somchai',
  reporter_id: 'u2',
  reporter_name: 'Mali',
  reason: 'rude',
  created_at: at,
  resolved_at: null,
  is_hidden: false,
  title: 'A gig',
  text: 'Its text',
  image_url: null,
  has_picture: false,
  reports: [],
  warnings: [],
}

describe('what was reported', () => {
  const shown = async (change: Partial<ReportRecord>) => {
    const page = await show(<Reported report={{ ...report, ...change }} />)
    return { page, text: page.text }
  }

  test('is shown as it is now, or said to be gone', async () => {
    expect((await shown({})).text).toBe('A gigIts textOpen the gig')
    expect((await shown({ title: null, text: null })).text).toBe('It was deleted.')
    expect(
      (await shown({ title: null, text: null, image_url: 'https://x/y.jpg', kind: 'review' })).text,
    ).toBe('Linked picture: https://x/y.jpg')
    expect((await shown({ kind: 'picture' })).text).toBe('It was deleted.')
    expect((await shown({ kind: 'message', title: null })).text).toBe(
      'Of the chat, this message alone is shown, because it was reported.Its text',
    )
  })

  test('is shown with its picture from the desk, and not by its link then', async () => {
    const { page, text } = await shown({
      kind: 'picture',
      has_picture: true,
      image_url: 'https://x',
      title: null,
      text: null,
    })
    expect([text, page.one('img').get('src')?.endsWith('/api/_ops/reports/r1/picture')]).toEqual(['', true])
  })
})

describe('a report', () => {
  const open = async (change: Partial<ReportRecord>) => {
    deskWith({
      '/reports/r1': { ...report, ...change },
      '/audit': { lines: [], has_more: false },
      '/users/u1': { ...person, disabled_at: at },
      '/users/u2': person,
    })
    forgetLoaded()
    return show(atDesk(<ReportView id="r1" />))
  }
  const buttons = async (change: Partial<ReportRecord>) =>
    (await open(change)).all('button').map(({ text }) => text)

  test('has the commands that its state allows', async () => {
    expect(await buttons({})).toEqual(['Hide', 'Warn the person', 'Close the report'])
    expect(await buttons({ is_hidden: true, resolved_at: at })).toEqual([
      'Show again',
      'Warn the person',
      'Reopen the report',
    ])
    expect(await buttons({ kind: 'person' })).toEqual(['Warn the person', 'Close the report'])
  })

  test('says in what state it, its thing and its people are', async () => {
    const facts = async (change: Partial<ReportRecord>) =>
      (await open(change)).all('dd').map(({ text }) => text)
    expect(await facts({})).toEqual([
      'open · shown to everybody',
      'rude',
      moment,
      'Somchai · disabled, verified',
      'Mali · active, verified',
    ])
    expect((await facts({ resolved_at: at, is_hidden: true }))[0]).toBe(
      'closed · hidden from everybody but its owner',
    )
    expect((await facts({ kind: 'person' }))[0]).toBe('open')
  })

  test('stands beside the other reports of the same thing, and the warnings of its person', async () => {
    const other = { ...report, id: 'r2', reason: 'spam', resolved_at: at }
    const page = await open({
      reports: [report, other],
      warnings: [{ id: 'w', text: 'Be kind.', created_at: at }],
    })
    const [warnings, others] = page.all('table')
    expect(warnings?.text).toContain('Be kind.')
    expect(others?.all('tr')).toHaveLength(2)
    expect(others?.all('td').map(({ text }) => text)).toEqual([
      'Gig',
      'Somchai',
      'spam',
      'Mali',
      moment,
      `closed · ${moment}`,
    ])
    expect((await open({ reports: [report] })).text).not.toContain('Reports about the same thing')
  })
})

const person: PersonRecord = {
  id: 'u1',
  email: 'somchai@example.com',
  full_name: 'Somchai',
  is_verified: true,
  created_at: at,
  disabled_at: null,
  deleted_at: null,
  contact_info: null,
  address_text: null,
  reputation_score: 4.26,
  total_reviews: 3,
  pending_payments: 1,
  completed_payments: 2,
}

describe('a person at the desk', () => {
  const open = async (change: Partial<PersonRecord>, answers: Record<string, unknown> = {}) => {
    const asked = deskWith({
      '/users/u1': { ...person, ...change },
      '/users/u1/sessions': { sessions: [{ id: 's', created_at: at, expires_at: at }] },
      '/audit': { lines: [], has_more: false },
      ...answers,
    })
    forgetLoaded()
    return { asked, page: await show(atDesk(<PersonView id="u1" />)) }
  }
  const buttons = async (change: Partial<PersonRecord>) =>
    (await open(change)).page.all('button').map(({ text }) => text)

  test('is told by all that the operator may know', async () => {
    const { page } = await open({})
    expect(page.all('dd').map(({ text }) => text)).toEqual([
      'somchai@example.com',
      'active, verified',
      '–',
      '–',
      '4.3 · 3 reviews',
      '1 held, 2 released',
    ])
    const { page: other } = await open({ is_verified: false, contact_info: 'LINE', address_text: 'Bangkok' })
    expect(
      other
        .all('dd')
        .map(({ text }) => text)
        .slice(1, 4),
    ).toEqual(['active', 'LINE', 'Bangkok'])
    const { page: gone } = await open({ deleted_at: at })
    expect([gone.all('dd')[1]?.text, gone.all('button').length]).toEqual(['deleted', 0])
  })

  test('can be verified or not, disabled or enabled again', async () => {
    expect(await buttons({})).not.toContain('Verify')
    expect(await buttons({ is_verified: false })).toContain('Verify')
    expect(await buttons({})).toContain('Disable')
    expect(await buttons({ disabled_at: at })).toContain('Enable')
    expect(await buttons({ disabled_at: at })).not.toContain('Disable')
  })

  test('is read anew after a command, with the link that it made', async () => {
    const { page, asked } = await open({}, { '/commands/user/password-link': { url: 'https://x/reset' } })
    const before = asked.length
    await press(page.one('button', 'Link for a new password'))
    await submit(page.one('dialog').one('form'))
    expect(page.one('.note-box').text).toEndWith('within 30 minutes: https://x/reset')
    expect(asked.slice(before + 1).map(({ path }) => path)).toEqual([
      '/api/_ops/users/u1',
      '/api/_ops/users/u1/sessions',
      '/api/_ops/audit?subject_id=u1',
    ])
  })
})

test('people, gigs and reports are lists until one is chosen', async () => {
  const gig = { id: 'g1', title: 'A sofa', status: 'PENDING', budget: 5, is_hidden: true, seeker_id: 'u1' }
  const asked = deskWith({
    '/users': { users: [person] },
    '/gigs': {
      gigs: [{ ...gig, seeker_name: 'Somchai', helper_id: null, helper_name: null, created_at: at }],
      has_more: false,
    },
    '/reports?state=open&skip=0&limit=20': { reports: [report], total_count: 1, has_more: false },
    '/reports': { reports: [], total_count: 0, has_more: false },
  })
  const people = await show(atDesk(<PeoplePart rest={[]} />))
  people.one('input').value = ' Somchai '
  await submit(people.one('form'))
  expect(asked.at(-1)?.path).toBe('/api/_ops/users?text=Somchai')
  expect(people.all('td').map(({ text }) => text)).toEqual([
    'Somchai',
    'somchai@example.com',
    'active, verified',
    moment,
  ])
  const gigs = await show(atDesk(<GigsPart rest={[]} />))
  expect(gigs.all('td').map(({ text }) => text)).toEqual([
    'A sofa',
    'open · hidden',
    '฿5',
    'Somchai',
    '–',
    moment,
  ])
  gigs.one('input').value = ' g2 '
  await submit(gigs.one('form'))
  expect(location.hash).toBe('#/gigs/g2')
  const reports = await show(atDesk(<ReportsPart rest={[]} />))
  expect(reports.all('h2').map(({ text }) => text)).toEqual([
    'Open reports, the oldest first · 1',
    'Closed reports, the last closed first · 0',
  ])
  expect(reports.all('td').at(-1)?.text).toBe('open')
})

test('a gig at the desk has its payments and its line of time', async () => {
  deskWith({
    '/gigs/g1': {
      gig: {
        title: 'A sofa',
        status: 'COMPLETED',
        budget: 100,
        is_hidden: true,
        seeker_name: 'Somchai',
        helper_name: null,
      },
      payments: [payment],
      timeline: [
        { at, what: 'HOLD', who: 'Somchai', amount: 100, note: null },
        { at, what: 'command', who: null, amount: null, note: 'because' },
      ],
    },
  })
  const page = await show(atDesk(<GigsPart rest={['g1']} />))
  expect(page.one('h2').text).toBe('A sofa')
  expect(page.all('dd').map(({ text }) => text)).toEqual(['completed · hidden', '฿100', 'Somchai', '–'])
  expect(page.all('li').map(item => [item.get('class'), item.text])).toEqual([
    [null, `${moment}Money held฿100Somchai`],
    ['by-operator', `${moment}Operatorbecause`],
  ])
})

const state: ServerState = {
  version: '1.0.0',
  runtime: 'Bun 1',
  started_at: null,
  disk: null,
  disk_free_bytes: null,
  database_bytes: null,
  wal_bytes: null,
  writes_waiting: 0,
  sockets: 3,
  memory_bytes: 1024,
  problems: [],
  minutes: [],
  slowest: [],
  bounds: [],
  limits: [],
}
const noBackups = { backups: [], next_at: null, is_running: false, failed: 0, is_elsewhere: false }

describe('the state of the server', () => {
  const facts = async (change: Partial<ServerState>) =>
    (await show(<ServerFacts state={{ ...state, ...change }} />)).all('dd').map(({ text }) => text)

  test('is told as far as it is known', async () => {
    expect(await facts({})).toEqual(['1.0.0 · Bun 1', '–', '–', 'PostgreSQL', '–', '1.0 KiB', '3', '0'])
    expect(
      await facts({
        disk: 'low',
        disk_free_bytes: 2048,
        database_bytes: 4096,
        wal_bytes: 0,
        started_at: '2026-01-31T09:28:00Z',
      }),
    ).toEqual(['1.0.0 · Bun 1', '2 minutes ago', '2.0 KiB · low', '4.0 KiB', '0 B', '1.0 KiB', '3', '0'])
    expect((await facts({ disk: 'full' }))[2]).toBe('full')
  })

  test('names the problems of the database where there are some', async () => {
    expect((await show(<ServerFacts state={state} />)).all('.error-note')).toHaveLength(0)
    const page = await show(<ServerFacts state={{ ...state, problems: ['A page is torn.'] }} />)
    expect(page.one('li').text).toBe('A page is torn.')
  })

  test('has the slowest operations, the limits and the bounds in tables', async () => {
    deskWith({
      '/state': {
        ...state,
        slowest: [
          { method: 'GET', route: '/a', requests: 2, mean_ms: 1, p95_ms: null },
          { method: 'GET', route: '/b', requests: 3, mean_ms: 20, p95_ms: 50 },
        ],
        limits: [{ name: 'APP', value: '' }],
        bounds: [{ name: 'keys', used: 1, max: 9 }],
      },
      '/backups': noBackups,
    })
    const page = await show(atDesk(<StatePart />))
    expect(page.all('td').map(({ text }) => text)).toEqual([
      ...['GET /a', '2', '1.0 ms', '> 10 s'],
      ...['GET /b', '3', '20 ms', '≤ 50 ms'],
      ...['APP', '–'],
      ...['keys', '1', '9'],
    ])
    expect(page.all('th').flatMap(head => (head.get('class') === 'numeric' ? [head.text] : []))).toEqual([
      'Requests',
      'Mean',
      '95 %',
      'Used',
      'At most',
    ])
  })
})

describe('the backups', () => {
  const open = async (change: object, role?: Operator['role']) => {
    deskWith({ '/backups': { ...noBackups, ...change } })
    forgetLoaded()
    return show(atDesk(<BackupPanel />, role))
  }
  const backup = { name: 'a.tar', bytes: 2048, made_at: at, is_verified: true }

  test('say when the next one comes, what runs, and what has failed', async () => {
    expect((await open({})).text).toBe('BackupsMake a backup nowNext: No schedule (BACKUP_SCHEDULE)Nothing.')
    expect(
      (await open({ next_at: at, is_running: true })).one('p', `Next: ${moment} · One is being made.`),
    ).toBeDefined()
    expect((await open({ failed: 1 })).one('.error-note').text).toBe(
      '1 scheduled backups failed since the start.',
    )
  })

  test('are whole or damaged, and are downloaded by operators alone', async () => {
    const cells = async (change: object, role?: Operator['role']) =>
      (await open({ backups: [{ ...backup, ...change }] }, role)).all('td').map(({ text }) => text)
    expect(await cells({})).toEqual(['a.tar', '2.0 KiB', moment, '✓', 'Download'])
    expect(await cells({ is_verified: false }, 'viewer')).toEqual([
      'a.tar',
      '2.0 KiB',
      moment,
      'The data was damaged',
      '',
    ])
  })

  test('are made elsewhere where PostgreSQL has the data', async () => {
    const page = await open({ is_elsewhere: true })
    expect([page.all('button').length, page.one('p').text.slice(0, 30)]).toEqual([
      0,
      'PostgreSQL has the data: back ',
    ])
  })
})

describe('the overview', () => {
  const open = async (change: {
    reports?: number
    held?: DeskPayment[]
    unanswered?: DeskPayment[]
    backups?: object
  }) => {
    deskWith({
      '/state': state,
      '/backups': { ...noBackups, ...change.backups },
      '/payments/stuck': { held: change.held ?? [], unanswered: change.unanswered ?? [] },
      '/ledger/day': sums,
      '/reports': { total_count: change.reports ?? 0, reports: [], has_more: false },
    })
    forgetLoaded()
    return show(atDesk(<Overview />))
  }
  const counts = (page: Awaited<ReturnType<typeof open>>) =>
    page.all('strong').map(count => [count.text, count.get('class')])

  test('warns of reports and of money that is stuck', async () => {
    expect(counts(await open({}))).toEqual([
      ['0', null],
      ['0', null],
    ])
    const page = await open({ reports: 1, held: [payment], unanswered: [payment, payment] })
    expect(counts(page)).toEqual([
      ['1', 'warn'],
      ['1', 'warn'],
    ])
    expect(page.text).toContain('1 · Not answered by the provider: 2')
    expect(page.all('a').map(link => link.get('href'))).toEqual(['#/reports', '#/payments'])
  })

  test('tells of the newest backup', async () => {
    const texts = async (backups: object) => (await open({ backups })).all('.panel')[3]?.text
    expect(await texts({})).toBe('BackupsMade–Verified–NextNo schedule (BACKUP_SCHEDULE)')
    const backup = { name: 'a', bytes: 1, made_at: '2026-01-31T09:28:00Z', is_verified: true }
    expect(await texts({ backups: [backup], next_at: at })).toBe(
      `BackupsMade2 minutes agoVerified✓Next${moment}`,
    )
    expect(await texts({ backups: [{ ...backup, is_verified: false }] })).toContain('The data was damaged')
    expect(await texts({ is_elsewhere: true })).toStartWith('BackupsPostgreSQL has the data')
  })
})

test('a code to scan has a square for each dark module', async () => {
  const page = await show(<QrCode rows={['10', '01']} label="Scan" />)
  expect([page.one('path').get('d'), page.one('svg').get('viewBox')]).toEqual([
    'M0 0h1v1h-1zM1 1h1v1h-1z',
    '0 0 2 2',
  ])
})

test('what is fresh is read every ten seconds while the page is seen, which keeps no session open', async () => {
  jest.useFakeTimers()
  try {
    const asked = deskWith({ '/ledger/day': sums })
    const Sums = () => <p>{useFreshAnswer('/ledger/day', {}).value?.held ?? ''}</p>
    await show(atDesk(<Sums />))
    const pass = async (ms: number) => {
      await happen(() => jest.advanceTimersByTime(ms))
      return asked.map(({ headers }) => headers.get('x-background'))
    }
    expect(await pass(9999)).toEqual([null])
    expect(await pass(1)).toEqual([null, '1'])
    Object.defineProperty(document, 'hidden', { value: true, configurable: true })
    expect(await pass(30_000)).toHaveLength(2)
    Object.defineProperty(document, 'hidden', { value: false, configurable: true })
    expect(await pass(10_000)).toEqual([null, '1', '1'])
    await leavePages()
    expect(await pass(30_000)).toHaveLength(3)
  } finally {
    Reflect.deleteProperty(document, 'hidden')
    jest.useRealTimers()
  }
})

describe('the desk', () => {
  test('begins at its overview for whom is logged in, and tells a viewer what they are', async () => {
    deskWith({ '/login': { session: { operator: { ...operator, role: 'viewer' }, csrf_token: 'x' } } })
    const page = await show(<App client={new DeskClient()} />)
    const current = page.all('a').filter(link => link.get('aria-current') === 'page')
    expect(current.map(({ text }) => text)).toEqual(['Overview'])
    expect(page.one('main').text).toStartWith('As a viewer you look at everything')
    expect(document.title).toBe('Overview · Chayenity desk')
  })

  test('asks for a login where nobody is logged in, and says of a session that it has ended', async () => {
    deskWith({ '/login': { session: null } })
    expect((await show(<App client={new DeskClient()} />)).one('form')).toBeDefined()
    answerWith(({ path }) =>
      path.endsWith('/login') ? { session: { operator, csrf_token: 'x' } } : error(401),
    )
    const page = await show(<App client={new DeskClient()} />)
    expect(page.text).toContain('The session has ended. Log in again.')
  })

  test('takes no password over plain HTTP, and says why', async () => {
    openWindow(false)
    deskWith({ '/login': { session: null } })
    const page = await show(<App client={new DeskClient()} />)
    expect([page.all('form').length, page.one('main').text.slice(0, 27)]).toEqual([
      0,
      'This address is plain HTTP,',
    ])
  })

  test('has nothing at an address that it does not know', async () => {
    location.hash = '#/nothing'
    deskWith({ '/login': { session: { operator, csrf_token: 'x' } } })
    const page = await show(<App client={new DeskClient()} />)
    expect([page.one('main').text, document.title]).toEqual([
      'There is nothing here.',
      'There is nothing here. · Chayenity desk',
    ])
  })

  test('says why it could not begin, and tries again', async () => {
    answerWith(() => error(500))
    const page = await show(<App client={new DeskClient()} />)
    expect(page.text).toContain('No.')
    deskWith({ '/login': { session: null } })
    await press(page.one('button', 'Try again'))
    expect(page.one('form')).toBeDefined()
  })
})
