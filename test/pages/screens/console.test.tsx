import { afterEach, beforeEach, describe, expect, jest, mock, setSystemTime, test } from 'bun:test'
import type { ComponentChild } from 'preact'
import { centerOf, latestGigs, peopleOf, pinsOf } from '../../../src/pages/console/city/city-marks.ts'
import { GigList } from '../../../src/pages/console/city/gig-list.tsx'
import type { DevCity, DevCityGig, DevLogEntry, DevRule } from '../../../src/pages/console/controls.ts'
import { asCurl, asFetch, bodyOf } from '../../../src/pages/console/live/as-code.ts'
import { isError, outcomeOf, titleOf, toneOf } from '../../../src/pages/console/live/entry-text.ts'
import { Traffic } from '../../../src/pages/console/live/traffic.ts'
import { describeRule } from '../../../src/pages/console/rule-text.ts'
import { faultOf, ruleMethodOf } from '../../../src/pages/console/switches/faults.ts'
import { clientsWithHint } from '../../../src/pages/console/switches/hint-clients.ts'
import { forgetLoaded } from '../../../src/pages/shared/loading.ts'
import {
  answerWith,
  happen,
  leavePages,
  openDocument,
  press,
  settle,
  show,
  submit,
  texts,
  useDocument,
  write,
} from './dom.tsx'

// They take the address of the server from the document when they are loaded.
const close = openDocument()
const { ActiveFaults } = await import('../../../src/pages/console/active-faults.tsx')
const { controlsOf } = await import('../../../src/pages/console/call-control.ts')
const { Ledger } = await import('../../../src/pages/console/city/ledger.tsx')
const { Header } = await import('../../../src/pages/console/header.tsx')
const { EntryTable } = await import('../../../src/pages/console/live/entry-table.tsx')
const { LiveLog } = await import('../../../src/pages/console/live/live-log.ts')
const { sendDraft } = await import('../../../src/pages/console/live/send-draft.ts')
const { SendForm } = await import('../../../src/pages/console/live/send-form.tsx')
const { SideLog } = await import('../../../src/pages/console/live/side-log.tsx')
const { PersonOptions } = await import('../../../src/pages/console/person-options.tsx')
const { PhonesRoom } = await import('../../../src/pages/console/phones/phones-room.tsx')
const { NetworkSwitch } = await import('../../../src/pages/console/phones/network-switch.tsx')
const { BotsPanel } = await import('../../../src/pages/console/switches/bots-panel.tsx')
const { CheckpointsPanel } = await import('../../../src/pages/console/switches/checkpoints-panel.tsx')
const { ClockPanel } = await import('../../../src/pages/console/switches/clock-panel.tsx')
const { FaultPanel } = await import('../../../src/pages/console/switches/fault-panel.tsx')
const { HintsPanel } = await import('../../../src/pages/console/switches/hints-panel.tsx')
const { WorldsPanel } = await import('../../../src/pages/console/switches/worlds-panel.tsx')
const { useWorld, WorldProvider } = await import('../../../src/pages/console/world-context.tsx')
const { WorldPicker } = await import('../../../src/pages/console/world-picker.tsx')
await close()

const at = '2026-01-31T09:00:00.000000Z'

useDocument()
beforeEach(() => {
  setSystemTime(new Date('2026-01-31T09:30:00Z'))
  jest.useFakeTimers()
})
afterEach(async () => {
  await leavePages()
  forgetLoaded()
  jest.useRealTimers()
  setSystemTime()
  mock.restore()
})

const request: DevLogEntry = {
  ...{ id: 1, world: '', kind: 'request', at, ms: 4, method: 'POST', path: '/api/gigs', query: '' },
  ...{ user_id: 'mali-id', status: 201, code: null, hint: null, prefer: null, rule_id: null, frame: null },
  ...{ copies: null, request_headers: {}, request_body: null, response_headers: {}, response_body: null },
}
const frame: DevLogEntry = {
  ...request,
  kind: 'frame_sent',
  path: '/ws/chat/1',
  status: null,
  frame: 'message',
  copies: 1,
}

const gig = (id: string, change: Partial<DevCityGig> = {}): DevCityGig => ({
  ...{
    id,
    title: id,
    status: 'PENDING',
    budget: 5,
    latitude: 1,
    longitude: 2,
    seeker_id: 's',
    helper_id: null,
  },
  updated_at: at,
  ...change,
})
const cityOf = (change: Partial<DevCity> = {}): DevCity => ({
  people: [],
  people_count: 0,
  gigs: [],
  gig_count: 0,
  ...change,
})
const personIn = (id: string) => ({
  ...{ id, full_name: `Person ${id}`, email: '', latitude: 1, longitude: 2, state: 'away' as const },
})
const rule: DevRule = {
  ...{
    id: 'r1',
    user_id: 'mali-id',
    method: null,
    path: null,
    prefer: 'fault=cut',
    times_left: null,
    socket: null,
  },
}
const tokenPair = {
  access_token: 'a.e30.c',
  refresh_token: 'r',
  token_type: 'bearer',
  expires_in_minutes: 30,
}
const mali = {
  ...{
    key: 'mali',
    id: 'mali-id',
    email: 'mali@example.com',
    password: 'x',
    full_name: 'Mali',
    description: '',
  },
}

/** The controls answer each address below `/api/_dev`, such as `GET rules`, with what stands here. */
const controlsWith = (answers: Record<string, unknown> = {}) =>
  answerWith(({ method, path }) => {
    const address = `${method} ${path.replace('/api/_dev/', '').replace(/\?.*/, '')}`
    const known: Record<string, unknown> = {
      'GET personas': { personas: [mali] },
      'GET city': cityOf(),
      'GET rules': { rules: [] },
      'GET worlds': { worlds: [] },
      'GET clock': { now: at, is_frozen: false, offset_seconds: 0 },
      ...answers,
    }
    return address in known ? known[address] : new Response(null, { status: 204 })
  })

const asksOf = (asked: ReturnType<typeof answerWith>) =>
  asked.flatMap(({ method, path, body }) =>
    method === 'GET' ? [] : [[`${method} ${path.replace('/api/_dev/', '')}`, body]],
  )

class FakeSocket extends EventTarget {
  static latest: FakeSocket | null = null
  closed = 0

  constructor(readonly url: string) {
    super()
    FakeSocket.latest = this
  }

  close(): void {
    this.closed += 1
    this.dispatchEvent(new Event('close'))
  }

  send(entry: DevLogEntry): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(entry) }))
  }
}

/** A log, and what the server of the test sends into it. */
const followedLog = () => {
  const { WebSocket } = globalThis
  Object.assign(globalThis, { WebSocket: FakeSocket })
  try {
    const log = new LiveLog()
    log.follow()
    const socket = FakeSocket.latest
    if (!socket) throw new Error('The log has opened no socket.')
    return { log, socket }
  } finally {
    Object.assign(globalThis, { WebSocket })
  }
}

const inWorld = async (content: ComponentChild, { log = new LiveLog(), world = '' } = {}) =>
  show(
    <WorldProvider world={world} log={log}>
      {content}
    </WorldProvider>,
  )

describe('a call of a control', () => {
  test('has its fields in the path, in the query of a read, and in the body of anything else', async () => {
    const asked = controlsWith()
    await controlsOf('').listLog({ limit: 5, kind: undefined })
    await controlsOf('test-1').deleteCheckpoint({ name: 'a/b' })
    await controlsOf('').directCast({ action: 'start', speed: 2 })
    await controlsOf('').resetWorld()
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/api/_dev/log?limit=5', null],
      ['DELETE', '/api/_dev/checkpoints/a%2Fb', null],
      ['POST', '/api/_dev/cast', { action: 'start', speed: 2 }],
      ['POST', '/api/_dev/reset', null],
    ])
    expect(asked.map(({ headers }) => headers.get('x-world'))).toEqual([null, 'test-1', null, null])
    expect(asked.map(({ headers }) => headers.get('content-type'))).toEqual([
      null,
      null,
      'application/json',
      null,
    ])
  })

  test('fails with what the server says, or with its status where it says nothing', async () => {
    const fail = (body: string, status: number) => answerWith(() => new Response(body, { status }))
    fail('{"detail":"No.","error_code":"VALIDATION_ERROR","field_errors":{"name":["Wrong."]}}', 422)
    await expect(controlsOf('').getClock()).rejects.toMatchObject({
      ...{ message: 'No.', status: 422, code: 'VALIDATION_ERROR', fieldErrors: { name: ['Wrong.'] } },
    })
    fail('<html>', 502)
    await expect(controlsOf('').getClock()).rejects.toThrow('The server could not be reached (502).')
  })
})

describe('an entry of the log', () => {
  const words = {
    pending: 'waiting',
    noResponse: 'no response',
    lost: 'lost',
    twice: 'twice',
    closed: 'closed',
  }

  test('is good below 400, and bad from there on, without a response, or where a frame was lost or wrong', () => {
    const tone = (change: Partial<DevLogEntry>) => toneOf({ ...request, ...change })
    expect([
      tone({ status: 399 }),
      tone({ status: 400 }),
      tone({ status: null }),
      tone({ status: null, ms: null }),
    ]).toEqual(['good', 'bad', 'bad', 'wait'])
    const ofFrame = (change: Partial<DevLogEntry>) => toneOf({ ...frame, ...change })
    expect([
      ofFrame({}),
      ofFrame({ copies: 0 }),
      ofFrame({ code: 'BAD_REQUEST' }),
      ofFrame({ copies: 2 }),
    ]).toEqual(['plain', 'bad', 'bad', 'plain'])
    const closed = (status: number) => toneOf({ ...frame, kind: 'socket_closed', status })
    expect([1000, 1001, 1006].map(closed)).toEqual(['plain', 'plain', 'wait'])
    expect([isError(request), isError({ ...request, status: 500 })]).toEqual([false, true])
  })

  test('says the code of a frame, and how a socket was closed', () => {
    expect(outcomeOf({ ...frame, code: 'BAD_REQUEST' }, words)).toBe('BAD_REQUEST')
    expect(outcomeOf({ ...frame, kind: 'socket_closed' }, words)).toBe('closed ')
    expect(titleOf({ ...frame, kind: 'socket_closed', frame: null })).toBe('× /ws/chat/1')
  })

  test('is a command only with what makes the request what it is', () => {
    const entry = { ...request, request_headers: { host: 'x', 'x-own': '1' }, request_body: '(too large)' }
    expect(asCurl(entry, 'http://x')).toBe("curl -X POST 'http://x/api/gigs' -H 'x-own: 1'")
    expect(asCurl({ ...entry, method: 'GET' }, 'http://x')).toBe("curl 'http://x/api/gigs' -H 'x-own: 1'")
    expect(asFetch({ ...entry, request_body: '{"a":1}', query: 'b=2' }, 'http://x')).toBe(
      `await fetch("http://x/api/gigs?b=2", ${JSON.stringify({ method: 'POST', headers: { 'x-own': '1' }, body: '{"a":1}' }, null, 2)})`,
    )
    expect([
      bodyOf({ ...request, request_body: 'x' }),
      bodyOf({ ...request, method: 'GET', request_body: 'x' }),
    ]).toEqual(['x', null])
  })
})

describe('the line of a fault rule', () => {
  const line = (change: Partial<DevRule>) =>
    describeRule({ ...rule, ...change }, id => `${id}`, {
      everybody: 'all',
      sockets: 'sockets',
      timesLeft: count => `${count} more`,
    })

  test('leaves out what it does not change', () => {
    const calm = { latency_ms: 0, loss: 0, doubles: 0, tunnel: null }
    expect(line({ socket: calm })).toBe('mali-id · fault=cut')
    expect(line({ socket: { ...calm, doubles: 0.125 }, prefer: null })).toBe(
      'mali-id · sockets: doubles 13 %',
    )
    expect(line({ socket: { ...calm, tunnel: { open_seconds: 15, shut_seconds: 5 } } })).toBe(
      'mali-id · fault=cut · sockets: tunnel 15/5 s',
    )
    expect(line({ method: 'GET', times_left: 0 })).toBe('mali-id · GET · fault=cut · 0 more')
  })
})

describe('the faults to choose from', () => {
  test('are conditions of sockets or preferences of requests', () => {
    expect(faultOf('deaf')).toEqual({ socket: { loss: 1 } })
    expect(faultOf('tunnel')).toEqual({ socket: { tunnel: { open_seconds: 15, shut_seconds: 5 } } })
    expect(faultOf('bad')).toEqual({
      prefer: 'delay=mobile',
      socket: { latency_ms: 400, loss: 0.05, doubles: 0.05 },
    })
    expect(faultOf('error=OVERLOADED')).toEqual({ prefer: 'error=OVERLOADED' })
    expect([ruleMethodOf('POST'), ruleMethodOf('TRACE'), ruleMethodOf(null)]).toEqual([
      'POST',
      undefined,
      undefined,
    ])
  })
})

test('clients with a hint are told by the first sixty letters of what they call themselves', () => {
  const from = (name?: string) => ({
    ...request,
    hint: 'Do so.',
    request_headers: name === undefined ? {} : { 'user-agent': name },
  })
  expect(
    clientsWithHint([from('x'.repeat(61)), from(), from(), { ...from('y'), hint: 'Other.' }], 'Do so.'),
  ).toEqual([`1× ${'x'.repeat(60)}`, '2× ?'])
})

describe('the marks of a city', () => {
  test('are people with a place, and the sixty gigs that changed last and are not over', () => {
    expect(peopleOf(cityOf({ people: [personIn('a'), { ...personIn('b'), latitude: null }] }))).toEqual([
      { id: 'a', name: 'Person a', latitude: 1, longitude: 2, state: 'away' },
    ])
    const gigs = Array.from({ length: 70 }, (_, day) =>
      gig(`${day}`, { updated_at: `2026-01-31T09:${10 + day}` }),
    )
    expect(latestGigs(cityOf({ gigs })).map(({ id }) => id)).toEqual(
      Array.from({ length: 60 }, (_, day) => `${69 - day}`),
    )
    const pins = pinsOf(
      cityOf({ gigs: [gig('a'), gig('b', { status: 'COMPLETED' }), gig('c', { status: 'CANCELLED' })] }),
      budget => `${budget} baht`,
    )
    expect(pins).toEqual([
      { id: 'a', title: 'a', latitude: 1, longitude: 2, text: '5 baht', status: 'PENDING' },
    ])
  })

  test('are around the middle one of the gigs, or Bangkok', () => {
    const place = (latitude: number, longitude: number) => gig('x', { latitude, longitude })
    const gigs = [place(3, 30), place(1, 10), place(20, 20)]
    expect(centerOf(cityOf({ gigs }))).toEqual({ latitude: 3, longitude: 20 })
    for (const city of [null, cityOf()])
      expect(centerOf(city)).toEqual({ latitude: 13.7563, longitude: 100.5018 })
  })

  test('are a list in which one can be chosen, and a ledger with its sum', async () => {
    const chosen: string[] = []
    const page = await show(
      <GigList gigs={[gig('a'), gig('b')]} chosen="b" onChoose={id => chosen.push(id)} />,
    )
    expect(page.all('button').map(button => button.get('aria-pressed'))).toEqual(['false', 'true'])
    await press(page.all('button')[0] ?? page)
    expect([chosen, page.all('p').length]).toEqual([['a'], 0])
    expect((await show(<GigList gigs={[]} chosen={null} onChoose={() => {}} />)).all('p')).toHaveLength(1)
    controlsWith()
    const entry = { step: 'HOLD' as const, user_id: 'mali-id', posted_at: at }
    const ledger = await inWorld(
      <Ledger
        entries={[
          { ...entry, account: 'USER', amount: -5 },
          { ...entry, account: 'ESCROW', amount: 5 },
        ]}
        sum={0}
      />,
    )
    expect(texts(ledger, 'td').slice(0, 2)).toEqual(['Mali HOLD', '-฿5'])
    expect(texts(ledger, 'td').slice(-1)).toEqual(['฿0'])
    expect((await inWorld(<Ledger entries={[]} sum={0} />)).all('table')).toEqual([])
  })
})

describe('the traffic', () => {
  test('goes into the step of five seconds in which it was, for ten minutes', () => {
    const traffic = new Traffic()
    const add = (second: number, change: Partial<DevLogEntry> = {}) =>
      traffic.add({ ...request, at: new Date(Date.UTC(2026, 0, 31, 9, 0, second)).toISOString(), ...change })
    const now = (second: number) => Date.UTC(2026, 0, 31, 9, 0, second)
    for (const ms of [30, 4, 100]) add(0, { ms })
    add(4, { ms: 7, status: 500 })
    expect(traffic.sum(now(599))).toEqual({ requests: 4, errors: 1, median: 30, slowest: 100 })
    expect(traffic.sum(now(600)).requests).toBe(0)
    const { at: times, requests, median, slowest, errors } = traffic.series(now(599))
    expect([times.length, times[0], requests[0], errors[0], median[0], slowest[0], requests[1]]).toEqual([
      ...[120, now(0) / 1000, 4, 1, 30, 100, 0],
    ])
    expect([median[1], slowest[1], traffic.sum(now(9_999)).slowest]).toEqual([null, null, null])
    add(599)
    expect(traffic.sum(now(599)).requests).toBe(5)
    add(600)
    expect(traffic.sum(now(600)).requests).toBe(2)
    expect(traffic.sum(now(599)).requests).toBe(2)
  })
})

describe('the live log', () => {
  test('draws many entries at once, in the order of the server, an answered request in its place', () => {
    const { log, socket } = followedLog()
    let draws = 0
    const heard: number[] = []
    log.onChange(() => {
      draws += 1
    })
    const stop = log.onEntry(({ id }) => heard.push(id))
    socket.send({ ...request, id: 2 })
    socket.send({ ...request, id: 1, ms: null, status: null })
    socket.send({ ...request, id: 1 })
    jest.advanceTimersByTime(119)
    expect(draws).toBe(0)
    jest.advanceTimersByTime(1)
    expect([draws, log.entries.map(({ id, status }) => [id, status]), heard]).toEqual([
      1,
      [
        [1, 201],
        [2, 201],
      ],
      [2, 1, 1],
    ])
    stop()
    socket.send({ ...request, id: 3 })
    expect(heard).toHaveLength(3)
    jest.advanceTimersByTime(120)
    log.clear()
    expect([log.entries, draws]).toEqual([[], 3])
  })

  test('keeps the last five hundred, and the traffic of all', () => {
    const { log, socket } = followedLog()
    for (let id = 1; id <= 501; id += 1) socket.send({ ...request, id })
    jest.advanceTimersByTime(120)
    expect([log.entries.length, log.entries[0]?.id, log.traffic.sum(Date.parse(at)).requests]).toEqual([
      500, 2, 501,
    ])
  })

  test('loads what it missed when it is connected, after the last that it has', async () => {
    const { log, socket } = followedLog()
    const asked = controlsWith({ 'GET log': { entries: [request, { ...request, id: 2 }] } })
    const heard: number[] = []
    log.onEntry(({ id }) => heard.push(id))
    expect(socket.url).toMatch(/^ws:.*\/api\/_dev\/log\/live$/)
    socket.dispatchEvent(new Event('open'))
    await settle()
    expect([log.isConnected, asked.at(-1)?.path, heard]).toEqual([
      true,
      '/api/_dev/log?all_worlds=true',
      [1, 2],
    ])
    socket.dispatchEvent(new Event('open'))
    await settle()
    expect([asked.at(-1)?.path, heard]).toEqual(['/api/_dev/log?all_worlds=true&after=2', [1, 2]])
  })

  test('connects again after a second, also where it could not load what it missed', async () => {
    const { log, socket } = followedLog()
    answerWith(() => new Response('', { status: 500 }))
    let followed = 0
    log.follow = () => {
      followed += 1
    }
    socket.dispatchEvent(new Event('open'))
    await settle()
    expect([socket.closed, log.isConnected]).toEqual([1, false])
    jest.advanceTimersByTime(999)
    expect(followed).toBe(0)
    jest.advanceTimersByTime(1)
    expect(followed).toBe(1)
  })
})

describe('a table of the log', () => {
  test('tells time, person, request, outcome and duration, and why it was so', async () => {
    controlsWith()
    const opened: number[] = []
    const entries = [
      request,
      { ...request, id: 2, ms: 9.96, user_id: null, prefer: 'delay=5', rule_id: 'r', hint: 'Do so.' },
      { ...request, id: 3, ms: 10.4, rule_id: 'r', user_id: 'abcdefghijkl' },
      { ...frame, id: 4, ms: null },
      { ...frame, id: 5, kind: 'socket_closed' as const, status: 1000 },
    ]
    const page = await inWorld(
      <EntryTable entries={entries} openId={2} onOpen={id => opened.push(id)} onFocus={() => {}} />,
    )
    const rows = page
      .all('tr')
      .slice(1)
      .map(row => texts(row, 'td').slice(1))
    expect(rows.map(([who, , , ms, note]) => [who, ms, note])).toEqual([
      ['Mali', '4.0', ''],
      ['–', '10.0', 'delay=5 · Do so.'],
      ['abcdefgh', '10', expect.stringMatching(/./)],
      ['Mali', '', ''],
      ['Mali', '', ''],
    ])
    expect(
      page
        .all('tr')
        .slice(1)
        .map(row => row.get('class')),
    ).toEqual([...['request', 'request open', 'request', 'frame', 'frame']])
    expect([page.one('table').get('class'), page.all('th').length]).toEqual(['entries', 6])
    await press(page.all('button')[0] ?? page)
    // The row of the button hears the tap too.
    expect([...new Set(opened)]).toEqual([1])
    const worlds = await inWorld(
      <EntryTable
        entries={[{ ...request, world: 'test' }]}
        openId={null}
        onOpen={() => {}}
        onFocus={() => {}}
      />,
    )
    expect([worlds.one('.with-worlds').all('th').length, worlds.one('.world-name').text]).toEqual([7, 'test'])
  })

  test('at the side has the last forty requests without pictures, the newest first', async () => {
    controlsWith()
    const { log, socket } = followedLog()
    const page = await inWorld(<SideLog />, { log })
    expect(page.all('p')).toHaveLength(1)
    for (let id = 1; id <= 41; id += 1) socket.send({ ...request, id, path: `/api/${id}` })
    socket.send({ ...request, id: 42, path: '/api/upload/1' })
    socket.send({ ...frame, id: 43 })
    jest.advanceTimersByTime(120)
    await settle()
    const titles = texts(page, '.title')
    expect([titles.length, titles[0], titles.at(-1), page.all('p').length]).toEqual([
      40,
      'POST /api/41',
      'POST /api/2',
      0,
    ])
  })
})

describe('a request that is sent again', () => {
  test('has the headers that are its own, and says that a masked part is to be filled in', async () => {
    const asked = controlsWith({ 'POST login-as': { access_token: 'new' } })
    const entry = {
      ...request,
      request_headers: { authorization: 'Bearer ***', 'x-world': 'w', 'idempotency-key': 'k', 'x-own': '1' },
      request_body: '{"a":"***"}',
    }
    const page = await inWorld(<SendForm entry={entry} isOpen={false} />)
    expect(page.all('.quiet')).toHaveLength(1)
    await submit(page.one('form'))
    const sent = asked.at(-1)
    expect([sent?.method, sent?.path, sent?.body, sent?.headers.get('authorization')]).toEqual([
      ...['POST', '/api/gigs', { a: '***' }, 'Bearer new'],
    ])
    expect(['x-own', 'x-world', 'idempotency-key'].map(name => sent?.headers.get(name))).toEqual([
      '1',
      null,
      null,
    ])
    const plain = await inWorld(<SendForm entry={request} isOpen />)
    expect([plain.all('.quiet').length, plain.all('textarea').length]).toEqual([0, 2])
    await write(plain.all('select')[0] ?? plain, 'GET', 'change')
    expect(plain.all('textarea')).toHaveLength(1)
  })

  test('goes to its world, without a token for nobody and without a body for a read', async () => {
    const asked = controlsWith()
    const draft = {
      world: 'w',
      userId: '',
      method: 'GET',
      address: '/api/x?y=1',
      headers: ' a-b : 1: 2 \nnonsense\nempty:',
      body: 'x',
    }
    expect(await sendDraft(draft)).toBe(204)
    expect(asked).toHaveLength(1)
    const [sent] = asked
    expect([sent?.path, sent?.body, sent?.headers.get('a-b'), sent?.headers.get('empty')]).toEqual([
      '/api/x?y=1',
      null,
      '1: 2',
      '',
    ])
    expect([sent?.headers.get('x-world'), sent?.headers.get('authorization')]).toEqual(['w', null])
    await sendDraft({ ...draft, method: 'POST', body: '' })
    expect(asked[1]?.body).toBeNull()
  })
})

describe('the people of a world', () => {
  test('are its personas and the last hundred others, and the chosen one in any case', async () => {
    const people = [...Array.from({ length: 101 }, (_, id) => personIn(`${id}`)), personIn('mali-id')]
    controlsWith({ 'GET city': cityOf({ people }) })
    const options = async (chosen: string) => {
      const page = await inWorld(
        <select>
          <PersonOptions chosen={chosen} />
        </select>,
      )
      return texts(page, 'option')
    }
    const names = await options('')
    expect([names.length, names[0], names[1], names.at(-1)]).toEqual([101, 'Mali', 'Person 1', 'Person 100'])
    expect((await options('0'))[1]).toBe('Person 0')
    expect((await options('somebody-else'))[1]).toBe('somebody')
    expect([(await options('mali-id')).length, (await options('5')).length]).toEqual([101, 101])
  })
})

describe('the phones of the console', () => {
  test('are given to the first personas, and the others to nobody', async () => {
    const asked = controlsWith({ 'POST login-as': tokenPair })
    const page = await inWorld(<PhonesRoom />)
    expect(page.all('.phone')).toHaveLength(2)
    expect(asksOf(asked)).toEqual([['POST login-as', { user: 'mali-id' }]])
  })

  test('are shown in a world without personas', async () => {
    const asked = controlsWith({ 'GET personas': { personas: [] } })
    const page = await inWorld(<PhonesRoom />)
    expect([page.all('.phone').length, page.all('iframe').length, asksOf(asked)]).toEqual([2, 2, []])
  })
})

describe('the head of the console', () => {
  test('asks for the clock every five seconds', async () => {
    const asked = controlsWith()
    await inWorld(<Header onWorld={() => {}} />)
    const clocks = () => asked.filter(({ path }) => path.endsWith('/clock')).length
    jest.advanceTimersByTime(4999)
    await settle()
    expect(clocks()).toBe(1)
    jest.advanceTimersByTime(1)
    await settle()
    expect(clocks()).toBe(2)
  })

  test('tells the time of the world, and how far it is from ours', async () => {
    const tags = async (clock: object) => {
      forgetLoaded()
      controlsWith({ 'GET clock': { now: at, is_frozen: false, offset_seconds: 0, ...clock } })
      return texts(await inWorld(<Header onWorld={() => {}} />), '.tag')
    }
    expect(await tags({})).toEqual([])
    expect(await tags({ offset_seconds: 29 })).toEqual([])
    expect(await tags({ offset_seconds: 30 })).toEqual(['+1 min'])
    expect(await tags({ is_frozen: true, offset_seconds: -1800 })).toEqual(['standing', '-30 min'])
  })

  test('says whether the server is followed', async () => {
    controlsWith({ 'GET log': { entries: [] } })
    const { log, socket } = followedLog()
    log.follow = () => {}
    const page = await inWorld(<Header onWorld={() => {}} />, { log })
    const dot = () => [page.one('.dot').get('class'), page.one('.dot').get('title')]
    expect(dot()).toEqual(['dot bad', 'The server cannot be reached'])
    await happen(() => socket.dispatchEvent(new Event('open')))
    expect(dot()).toEqual(['dot good', 'Following the server'])
    await happen(() => socket.close())
    expect(dot()).toEqual(['dot bad', 'The server cannot be reached'])
  })

  test('counts the faults that are active, and ends one or all of them', async () => {
    const asked = controlsWith({ 'GET rules': { rules: [rule, { ...rule, id: 'r2' }] } })
    const page = await inWorld(<ActiveFaults />)
    expect([page.one('.state').text, page.one('.state').get('class'), page.all('.chip').length]).toEqual([
      '2 faults are active',
      'state bad',
      2,
    ])
    await press(page.all('.chip')[1] ?? page)
    await press(page.all('button')[0] ?? page)
    expect(asksOf(asked)).toEqual([
      ['DELETE rules/r2', null],
      ['DELETE rules', null],
    ])
    controlsWith()
    forgetLoaded()
    const well = await inWorld(<ActiveFaults />)
    expect([well.one('.state').get('class'), well.all('button').length]).toEqual(['state good', 0])
  })

  test('offers the worlds that there are, and asks again when an unknown one speaks', async () => {
    const asked = controlsWith({ 'GET worlds': { worlds: ['a'] } })
    const { log, socket } = followedLog()
    const worlds: string[] = []
    const page = await inWorld(<WorldPicker onWorld={world => worlds.push(world)} />, { log, world: 'mine' })
    expect(page.all('option').map(({ value }) => value)).toEqual(['', 'mine', 'a', 'another world'])
    const reads = () => asked.filter(({ path }) => path.endsWith('/worlds')).length
    for (const world of ['', 'a', 'mine']) socket.send({ ...request, world })
    await settle()
    expect(reads()).toBe(1)
    socket.send({ ...request, world: 'b' })
    await settle()
    expect(reads()).toBe(2)
    await write(page.one('select'), 'a', 'change')
    expect(worlds).toEqual(['a'])
    await write(page.one('select'), 'another world', 'change')
    page.one('input').value = 'new'
    await submit(page.one('form'))
    expect(worlds).toEqual(['a', 'new'])
  })
})

describe('the world of the console', () => {
  const open = async () => {
    const asked = controlsWith({ 'GET city': cityOf({ people: [personIn('p')], people_count: 1 }) })
    const { log, socket } = followedLog()
    const Names = () => {
      const { nameOf } = useWorld()
      return <p>{[null, 'mali-id', 'p', 'a-stranger-with-a-long-id'].map(nameOf).join(', ')}</p>
    }
    const page = await inWorld(<Names />, { log })
    const hear = (entry: Partial<DevLogEntry>) =>
      happen(() => socket.send({ ...request, user_id: 'mali-id', ...entry }))
    /** How often the rules and the city were read. */
    const reads = () =>
      ['/rules', '/city'].map(name => asked.filter(({ path }) => path.endsWith(name)).length)
    return { page, hear, reads }
  }

  test('knows its people by name, and others by the beginning of their id', async () => {
    expect((await open()).page.text).toBe('–, Mali, Person p, a-strang')
  })

  test('reads its rules every five seconds, and when one of them has struck', async () => {
    const { hear, reads } = await open()
    expect(reads()).toEqual([1, 1])
    await happen(() => jest.advanceTimersByTime(4999))
    expect(reads()).toEqual([1, 1])
    await happen(() => jest.advanceTimersByTime(1))
    expect(reads()).toEqual([2, 1])
    await hear({ rule_id: 'r1' })
    expect(reads()).toEqual([3, 1])
    await hear({ rule_id: 'r1', world: 'another' })
    await hear({ rule_id: 'r1', kind: 'frame_sent' })
    await hear({})
    expect(reads()).toEqual([3, 1])
  })

  test('is read anew when it was restored, and once for each person that nobody knows', async () => {
    const { hear, reads } = await open()
    await hear({ kind: 'socket_closed', status: 1000 })
    await hear({ status: 4009 })
    expect(reads()).toEqual([1, 1])
    await hear({ kind: 'socket_closed', status: 4009 })
    expect(reads()).toEqual([2, 2])
    await hear({ user_id: 'x' })
    await hear({ user_id: 'x' })
    await hear({ user_id: null })
    expect(reads()).toEqual([2, 3])
    await hear({ user_id: 'y' })
    expect(reads()).toEqual([2, 4])
  })

  test('is needed by its parts', async () => {
    const Lost = () => <p>{useWorld().world}</p>
    await expect(show(<Lost />)).rejects.toThrow('A part of the console was rendered without a world.')
  })
})

describe('the network of a phone', () => {
  test('is cut by a rule for its person and the end of their sockets, and whole without the rule', async () => {
    const asked = controlsWith()
    const page = await inWorld(<NetworkSwitch number={1} userId="mali-id" />)
    expect(page.one('button').get('aria-checked')).toBe('true')
    await press(page.one('button'))
    expect(asksOf(asked)).toEqual([
      ['POST rules', { user_id: 'mali-id', prefer: 'fault=cut' }],
      ['POST sockets/kill', { user_id: 'mali-id', code: 1006 }],
    ])
    const others: DevRule[] = [
      { ...rule, id: 'a', user_id: 'x' },
      { ...rule, id: 'b', path: '/api' },
      { ...rule, id: 'c', method: 'GET' },
      { ...rule, id: 'd', prefer: 'delay=5' },
    ]
    const again = controlsWith({ 'GET rules': { rules: [...others, rule] } })
    forgetLoaded()
    const cut = await inWorld(<NetworkSwitch number={1} userId="mali-id" />)
    expect(cut.one('button').get('aria-checked')).toBe('false')
    await press(cut.one('button'))
    expect(asksOf(again)).toEqual([['DELETE rules/r1', null]])
    controlsWith({ 'GET rules': { rules: others } })
    forgetLoaded()
    expect(
      (await inWorld(<NetworkSwitch number={1} userId="mali-id" />)).one('button').get('aria-checked'),
    ).toBe('true')
  })

  test('cannot be cut while nobody is logged in', async () => {
    controlsWith()
    expect((await inWorld(<NetworkSwitch number={1} userId="" />)).one('button').get('disabled')).toBe('')
  })
})

describe('the switches', () => {
  test('send a fault with all that was chosen, and nothing that was not', async () => {
    const asked = controlsWith({ 'POST sockets/kill': { closed: 3 } })
    const page = await inWorld(<FaultPanel />)
    await submit(page.one('form'))
    const [fault, person, method, times] = page.all('select')
    if (!fault || !person || !method || !times) throw new Error('A field is missing.')
    await write(fault, 'deaf', 'change')
    await write(person, 'mali-id', 'change')
    await write(method, 'POST', 'change')
    await write(times, '2', 'change')
    await write(page.one('input'), ' /api/gigs ')
    await submit(page.one('form'))
    await write(times, '', 'change')
    await write(page.one('input'), '  ')
    await submit(page.one('form'))
    expect(asksOf(asked).map(([, body]) => body)).toEqual([
      { prefer: 'delay=2000' },
      { socket: { loss: 1 }, user_id: 'mali-id', path: '/api/gigs', method: 'POST', times: 2 },
      { socket: { loss: 1 }, user_id: 'mali-id', method: 'POST' },
    ])
    await press(page.all('button').at(-1) ?? page)
    expect([asked.at(-1)?.body, texts(page, 'span').at(-1)]).toEqual([{ code: 1006 }, '3 broken'])
  })

  test('freeze the clock, move it on by half an hour, and behind the end of every token', async () => {
    const asked = controlsWith({
      'POST clock': { now: at, is_frozen: true, offset_seconds: 0 },
      'POST login-as': { expires_in_minutes: 30 },
    })
    const page = await inWorld(<ClockPanel />)
    const [freeze, halfHour, expiry] = page.all('button')
    for (const button of [freeze, halfHour, expiry, freeze]) await press(button ?? page)
    expect(asksOf(asked).map(([, body]) => body)).toEqual([
      { action: 'freeze' },
      { action: 'advance', seconds: 1800 },
      { user: 'mali-id' },
      { action: 'advance', seconds: 1801 },
      { action: 'resume' },
    ])
    expect(freeze?.get('aria-pressed')).toBe('true')
  })

  test('take, restore and delete checkpoints, but for the first one, and reset after a question', async () => {
    const checkpoint = { created_at: at, database_bytes: 1, files: 1 }
    const asked = controlsWith({
      'GET checkpoints': {
        checkpoints: [
          { ...checkpoint, name: 'start' },
          { ...checkpoint, name: 'mine' },
        ],
      },
    })
    const page = await inWorld(<CheckpointsPanel />)
    const [, mine] = page.all('li')
    expect(page.all('li').map(item => item.all('button').length)).toEqual([1, 2])
    for (const button of mine?.all('button') ?? []) await press(button)
    page.one('input').value = 'new'
    await submit(page.one('form'))
    const reset = page.all('button').at(-1)
    await press(reset ?? page)
    await press(page.one('dialog').all('button')[1] ?? page)
    expect(asksOf(asked).map(([address]) => address)).toEqual([
      'POST checkpoints/mine/restore',
      'DELETE checkpoints/mine',
      'POST checkpoints/new',
      'POST reset',
    ])
    expect(page.all('dialog')).toEqual([])
  })

  test('direct the bots, as friendly and as fast as they are or as was chosen', async () => {
    const running = { is_running: true, who: 'friendly', speed: 3, members: 4, engagements: 2 }
    const asked = controlsWith({ 'GET cast': { ...running, is_running: false }, 'POST cast': running })
    const page = await inWorld(<BotsPanel />)
    expect([page.all('button').length, texts(page, 'option').slice(-6)]).toEqual([
      1,
      ['0.5×', '1×', '2×', '5×', '20×', '3×'],
    ])
    await press(page.one('button'))
    expect(page.one('p').text).toBe('4 bots, in 2 gigs at the moment')
    const [, speed] = page.all('select')
    if (speed) await write(speed, '5', 'change')
    for (const button of page.all('button')) await press(button)
    expect(asksOf(asked).map(([, body]) => body)).toEqual([
      { action: 'start', who: 'friendly', speed: 3 },
      { action: 'start', who: 'friendly', speed: 5 },
      { action: 'stop' },
    ])
  })

  test('list the hints as they come, and the worlds, of which the present one cannot be ended', async () => {
    const asked = controlsWith({
      'GET hints': { hints: [{ hint: 'Do so.', count: 2, last_seen: 'today' }] },
      'GET worlds': { worlds: ['a', 'mine'] },
    })
    const { log, socket } = followedLog()
    const hints = await inWorld(<HintsPanel />, { log })
    const reads = () => asked.filter(({ path }) => path.endsWith('/hints')).length
    expect([hints.one('.grow').one('span', 'Do so.').get('lang'), hints.all('button').length]).toEqual([
      'en',
      1,
    ])
    socket.send(request)
    await settle()
    expect(reads()).toBe(1)
    socket.send({ ...request, id: 2, hint: 'Do so.' })
    await settle()
    expect(reads()).toBe(2)
    await press(hints.one('button'))
    expect([asksOf(asked), reads()]).toEqual([[['DELETE hints', null]], 4])
    const worlds = await inWorld(<WorldsPanel />, { world: 'mine' })
    expect([worlds.all('li').length, worlds.all('button').length, worlds.all('p').length]).toEqual([2, 1, 0])
    await press(worlds.one('button'))
    expect(asksOf(asked).at(-1)).toEqual(['DELETE worlds/a', null])
    expect(controlsWith({ 'GET hints': { hints: [] } })).toEqual([])
    forgetLoaded()
    const none = await inWorld(<HintsPanel />)
    expect([none.all('p').length, none.all('button').length]).toEqual([1, 0])
    expect((await inWorld(<WorldsPanel />)).all('p')).toHaveLength(1)
  })
})
