import { afterEach, describe, expect, jest, mock, test } from 'bun:test'
import { ChayenityError, type NotificationUpdate } from '../../../src/client/index.ts'
import { useTyping } from '../../../src/pages/app/chat/use-typing.ts'
import { Frame, NotFound } from '../../../src/pages/app/frame.tsx'
import { Live } from '../../../src/pages/app/live.ts'
import { Personas } from '../../../src/pages/app/personas.tsx'
import { phoneOf } from '../../../src/pages/app/phone.ts'
import { RegistrationForm } from '../../../src/pages/app/registration-form.tsx'
import { Session } from '../../../src/pages/app/session.ts'
import { useSession } from '../../../src/pages/app/session-context.ts'
import { formatAgo, formatMoment, formatMoney } from '../../../src/pages/shared/formats.ts'
import { forgetLoaded } from '../../../src/pages/shared/loading.ts'
import { answerWith, leavePages, press, settle, show, submit, texts, useDocument, write } from './dom.tsx'
import { asPerson, somchai } from './session.tsx'

useDocument()
afterEach(async () => {
  await leavePages()
  forgetLoaded()
  localStorage.clear()
  mock.restore()
})

const failure = (status: number, error_code = 'VALIDATION_ERROR') =>
  Response.json({ detail: 'No.', error_code, field_errors: {} }, { status })

describe('a time that is past', () => {
  const now = new Date('2026-03-08T12:00:00Z')
  const ago = (seconds: number) => formatAgo(new Date(now.getTime() - seconds * 1000), now, 'en')

  test('is told by the minute, the hour and the day from the moment on that one has passed', () => {
    expect([59.9, 60, 119, 3599, 3600, 7199, 86_399, 86_400].map(ago)).toEqual([
      ...['now', '1 minute ago', '1 minute ago', '59 minutes ago'],
      ...['1 hour ago', '1 hour ago', '23 hours ago', 'yesterday'],
    ])
  })

  test('is told within seven days, and up to five seconds ahead', () => {
    expect([7 * 86_400 - 1, 7 * 86_400, -5, -5.1].map(ago)).toEqual(['6 days ago', null, 'now', null])
  })

  test('is a moment of the Buddhist era in Thai, and an amount has two digits at most', () => {
    expect(formatMoment(new Date(2026, 2, 8, 9, 5), 'en')).toBe('8 Mar 2026, 09:05')
    expect(formatMoment(new Date(2026, 2, 8, 9, 5), 'th')).toContain('2569')
    expect([0.125, 5].map(amount => formatMoney(amount, 'en'))).toEqual(['฿0.13', '฿5'])
  })
})

test('each phone of a tab and each world keeps its own things', () => {
  const parts = (search: string) => {
    const { storage, prefix, world } = phoneOf(search)
    return [storage === localStorage, prefix, world]
  }
  expect(parts('')).toEqual([true, '', ''])
  expect(parts('?phone=2')).toEqual([false, 'phone-2:', ''])
  expect(parts('?__world=test')).toEqual([true, 'world-test:', 'test'])
  expect(parts('?phone=2&__world=test')).toEqual([false, 'world-test:phone-2:', 'test'])
})

const notification = {
  ...{ id: 'n', type: 'gig_accepted' as const, text: '', gig_id: 'a', room_id: null, review_id: null },
  ...{ transaction_id: null, is_read: false, created_at: '' },
}

describe('what is live', () => {
  const open = () => {
    let hear: (update: NotificationUpdate) => void = () => {}
    let closes = 0
    let unread_count: number | null = 4
    const live = new Live({
      subscribe: {
        notifications: listener => {
          hear = listener
          return {
            isOpen: true,
            close: () => {
              closes += 1
            },
          }
        },
        room: () => {
          throw new Error('No room is asked for.')
        },
        map: () => {
          throw new Error('No map is asked for.')
        },
      },
      getNotifications: async input => {
        if (unread_count === null || input?.limit !== 1) throw new Error('No.')
        return { notifications: [], unread_count, has_more: false }
      },
    })
    const connect = (state: 'open' | 'waiting') =>
      hear({ type: 'connection', data: { state, code: null, reason: '' } })
    const notify = () => hear({ type: 'gig_accepted', data: notification })
    return {
      live,
      connect,
      notify,
      closes: () => closes,
      count: (count: number | null) => {
        unread_count = count
      },
    }
  }

  test('is the number of what is unread, counted at each connection and with each that comes', async () => {
    const { live, connect, notify, count } = open()
    expect(live.state).toEqual({ unread: null, connection: 'connecting' })
    notify()
    expect(live.state.unread).toBe(1)
    notify()
    expect(live.state.unread).toBe(2)
    connect('waiting')
    await settle()
    expect(live.state).toEqual({ unread: 2, connection: 'waiting' })
    connect('open')
    await settle()
    expect(live.state).toEqual({ unread: 4, connection: 'open' })
    count(null)
    await live.countUnread()
    expect(live.state.unread).toBe(4)
    live.setUnread(0)
    expect(live.state.unread).toBe(0)
  })

  test('tells those who listen, until they stop', () => {
    const { live, notify, closes } = open()
    const heard: string[] = []
    const stop = [live.onState(() => heard.push('state')), live.onNotification(({ id }) => heard.push(id))]
    notify()
    expect(heard.splice(0)).toEqual(['state', 'n'])
    for (const end of stop) end()
    notify()
    live.close()
    expect([heard, closes()]).toEqual([[], 1])
  })
})

describe('a session of the app', () => {
  const open = () => {
    const session = new Session({ storage: localStorage, prefix: '', world: '' })
    let changes = 0
    const stop = session.subscribe(() => {
      changes += 1
    })
    return { session, changes: () => changes, stop }
  }

  test('is found again after a reload, and says why the profile did not come', async () => {
    localStorage.setItem('access_token', 'a')
    localStorage.setItem('refresh_token', 'r')
    answerWith(() => failure(400))
    const { session } = open()
    expect(session.state.isLoggedIn).toBe(true)
    await settle()
    expect(session.state).toMatchObject({ user: null, isLoggedIn: true })
    expect(session.state.error).toBeInstanceOf(ChayenityError)
    answerWith(() => somchai)
    window.dispatchEvent(new window.Event('online'))
    await settle()
    expect(session.state).toEqual({ user: somchai, isLoggedIn: true, error: null })
    const asked = answerWith(() => somchai)
    window.dispatchEvent(new window.Event('online'))
    await settle()
    expect(asked).toEqual([])
  })

  test('follows another tab that logs in or out', async () => {
    const asked = answerWith(() => somchai)
    const { session } = open()
    window.dispatchEvent(new window.Event('storage'))
    await settle()
    expect([asked.length, session.state.isLoggedIn]).toEqual([0, false])
    localStorage.setItem('access_token', 'a')
    localStorage.setItem('refresh_token', 'r')
    window.dispatchEvent(new window.Event('storage'))
    await settle()
    expect(session.state).toEqual({ user: somchai, isLoggedIn: true, error: null })
    localStorage.clear()
    window.dispatchEvent(new window.Event('storage'))
    expect(session.state).toEqual({ user: null, isLoggedIn: false, error: null })
  })
})

/** An API of one person, whose answers can be changed. */
const withAccount = (answers: Record<string, unknown> = {}) =>
  answerWith(({ method, path }) => {
    const known: Record<string, unknown> = {
      'POST /api/auth/login': { access_token: 'a', refresh_token: 'r', expires_in_minutes: 30 },
      'GET /api/users/profile': somchai,
      ...answers,
    }
    return known[`${method} ${path}`] ?? failure(404, 'RESOURCE_NOT_FOUND')
  })
const addressesOf = (asked: ReturnType<typeof answerWith>) =>
  asked.map(({ method, path }) => `${method} ${path}`)
const openSession = () => new Session({ storage: localStorage, prefix: '', world: '' })

describe('a login of the app', () => {
  test('brings the profile, and a logout forgets it, also where the server refuses', async () => {
    const asked = withAccount({ 'POST /api/auth/logout': failure(400) })
    const session = openSession()
    await session.logIn('somchai@example.com', 'a password')
    expect(session.state).toEqual({ user: somchai, isLoggedIn: true, error: null })
    expect(addressesOf(asked)).toEqual(['POST /api/auth/login', 'GET /api/users/profile'])
    expect(String(asked[0]?.body)).toBe('username=somchai%40example.com&password=a+password')
    expect(localStorage.getItem('access_token')).toBe('a')
    await session.logOut()
    expect(session.state).toEqual({ user: null, isLoggedIn: false, error: null })
    expect([localStorage.getItem('access_token'), localStorage.getItem('refresh_token')]).toEqual([
      null,
      null,
    ])
  })

  test('that is refused leaves nobody logged in', async () => {
    withAccount({ 'POST /api/auth/login': failure(401, 'INVALID_CREDENTIALS') })
    const session = openSession()
    await expect(session.logIn('somchai@example.com', 'wrong')).rejects.toThrow(ChayenityError)
    expect(session.state).toEqual({ user: null, isLoggedIn: false, error: null })
  })
})

describe('the people of the demo', () => {
  const persona = {
    ...{ key: 'somchai', id: 's', email: 'somchai@example.com', password: 'a password' },
    ...{ full_name: 'Somchai', description: 'Posts gigs.' },
  }

  test('are logged in by a tap', async () => {
    const asked = withAccount({ 'GET /api/_dev/personas': { personas: [persona] } })
    const session = openSession()
    const page = await show(<Personas session={session} />)
    expect([texts(page, 'strong'), texts(page, '.quiet')]).toEqual([['Somchai'], ['a seeker who posts gigs']])
    await press(page.one('button'))
    expect(session.state.user).toEqual(somchai)
    expect(String(asked[1]?.body)).toBe('username=somchai%40example.com&password=a+password')
  })

  test('take no room where there are none', async () => {
    withAccount({ 'GET /api/_dev/personas': { personas: [] } })
    const page = await show(<Personas session={openSession()} />)
    expect(page.all('section')).toEqual([])
  })

  test('say it when they cannot be loaded or logged in', async () => {
    const session = openSession()
    withAccount()
    const page = await show(<Personas session={session} />)
    expect([page.all('.error-note').length, page.all('button').length]).toEqual([1, 0])
    withAccount({
      'GET /api/_dev/personas': { personas: [persona] },
      'POST /api/auth/login': failure(401, 'INVALID_CREDENTIALS'),
    })
    const second = await show(<Personas session={session} />)
    await press(second.one('button'))
    expect([second.one('.error-note').text, session.state.isLoggedIn]).toEqual(['No.', false])
  })
})

describe('the registration', () => {
  const fill = async (contact: string) => {
    const session = openSession()
    const page = await show(<RegistrationForm session={session} />)
    const values = ['Somchai', 'somchai@example.com', 'a password', contact]
    for (const [at, value] of values.entries()) await write(page.all('input')[at] ?? page, value)
    return { session, page }
  }

  test('sends what was written, a missing contact as none, and logs in', async () => {
    for (const [contact, contact_info] of [
      ['', null],
      ['LINE: somchai', 'LINE: somchai'],
    ] as const) {
      localStorage.clear()
      const asked = withAccount({ 'POST /api/auth/register': somchai })
      const { session, page } = await fill(contact)
      await submit(page.one('form'))
      expect(asked[0]?.body).toEqual({
        ...{ full_name: 'Somchai', email: 'somchai@example.com', password: 'a password', contact_info },
      })
      expect(addressesOf(asked).slice(1)).toEqual(['POST /api/auth/login', 'GET /api/users/profile'])
      expect(session.state.user).toEqual(somchai)
    }
  })

  test('shows at each field what is wrong with it, and keeps what was written', async () => {
    const wrong = {
      detail: 'Look.',
      error_code: 'VALIDATION_ERROR',
      field_errors: { email: ['No address.'] },
    }
    withAccount({ 'POST /api/auth/register': Response.json(wrong, { status: 422 }) })
    const { session, page } = await fill('')
    await submit(page.one('form'))
    expect([page.all('.wrong').length, page.one('.wrong').text]).toEqual([1, 'E-mailNo address.'])
    expect([page.all('input')[1]?.value, session.state.isLoggedIn]).toEqual(['somchai@example.com', false])
  })
})

describe('the frame of a screen', () => {
  const frame = (parent: string | null, isFull = false) =>
    asPerson(
      <Frame screen={{ tab: 'chat', parent, isFull }} path="/chat" title="Chats">
        Content
      </Frame>,
    )

  test('has an arrow back where there is a parent, and marks its tab', async () => {
    const page = await show(frame('/').page)
    expect(page.one('button', 'Back')).toBeDefined()
    const current = page.all('a').filter(link => link.get('aria-current') === 'page')
    expect([current.map(({ text }) => text), page.one('main').get('class')]).toEqual([['Chat'], 'content'])
    const top = await show(frame(null, true).page)
    expect([
      top
        .all('button')
        .map(button => button.get('aria-label'))
        .includes('Back'),
      top.one('main').get('class'),
    ]).toEqual([false, 'content full'])
  })

  test('counts up to 99 of what is unread on its bell', async () => {
    const { page: screen, live } = frame(null)
    const page = await show(screen)
    const bell = () => [
      page.one('.bell').get('aria-label'),
      page
        .all('.badge')
        .map(({ text }) => text)
        .join(),
    ]
    expect(bell()).toEqual(['Notifications', ''])
    for (const [count, badge] of [
      [99, '99'],
      [100, '99+'],
    ] as const) {
      live.setUnread(count)
      await settle()
      expect(bell()).toEqual([`Notifications: ${count} unread`, badge])
    }
    live.setUnread(0)
    await settle()
    expect(bell()).toEqual(['Notifications', ''])
  })

  test('of no screen leads to the map', async () => {
    const page = await show(asPerson(<NotFound path="/x" />).page)
    expect(page.one('main').one('a').get('href')).toBe('#/')
  })

  test('is needed by a screen that asks for the session', async () => {
    const Lost = () => <p>{useSession().user.full_name}</p>
    await expect(show(<Lost />)).rejects.toThrow('A screen was rendered without a session.')
  })
})

test('the other is told every three seconds that somebody types, and after four seconds that they stopped', async () => {
  jest.useFakeTimers()
  try {
    const told: boolean[] = []
    const Area = () => {
      const { note, stop } = useTyping({ typing: isTyping => void told.push(isTyping) })
      return <textarea onInput={note} onChange={stop} />
    }
    const area = (await show(<Area />)).one('textarea')
    const type = () => area.dispatch('input')
    type()
    jest.advanceTimersByTime(2999)
    type()
    expect(told).toEqual([true])
    jest.advanceTimersByTime(1)
    type()
    expect(told).toEqual([true, true])
    jest.advanceTimersByTime(3999)
    expect(told).toHaveLength(2)
    jest.advanceTimersByTime(1)
    expect(told.splice(0)).toEqual([true, true, false])
    area.dispatch('change')
    expect(told).toEqual([])
    type()
    area.dispatch('change')
    jest.advanceTimersByTime(10_000)
    expect(told).toEqual([true, false])
    type()
    await leavePages()
    jest.advanceTimersByTime(10_000)
    expect(told).toEqual([true, false, true])
  } finally {
    jest.useRealTimers()
  }
})
