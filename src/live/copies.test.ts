import { describe, expect, test } from 'bun:test'
import { manualClock } from '../lib/clock.ts'
import { Copies } from './copies.ts'

/** A channel between copies that loses what it is told to lose. */
const createChannel = () => {
  const clock = manualClock(0)
  const all: Copies[] = []
  let isDown = false
  const lost = new Set<string>()
  const open = (id: string) => {
    const seen: string[] = []
    const copies: Copies = new Copies(
      id,
      clock,
      {
        send: async text => {
          if (isDown || lost.has(id)) throw new Error('It is away.')
          for (const copy of [...all]) copy.receive(text)
        },
        renew: () => seen.push('renewed'),
        close: () => all.splice(all.indexOf(copies), 1),
      },
      isConnected => seen.push(isConnected ? 'connected' : 'disconnected'),
    )
    copies.on('word', (data, from) => seen.push(`${from}: ${data}`))
    copies.listen({
      joined: copy => seen.push(`${copy} joined`),
      gone: copy => seen.push(`${copy} gone`),
      missed: missed => seen.push(`missed ${missed.join(' and ')}`),
    })
    all.push(copies)
    return { copies, seen: () => seen.splice(0) }
  }
  return {
    clock,
    open,
    lost,
    setDown: (value: boolean) => {
      isDown = value
    },
    kill: (copies: Copies) => all.splice(all.indexOf(copies), 1),
  }
}

/** Lets what was told be sent. */
const turn = () => new Promise<void>(resolve => setImmediate(resolve))

/** A second of beats and a little more: so much is waited for other copies that were missed as well. */
const listen = (clock: { advance(ms: number): void }) => {
  for (let beats = 0; beats < 5; beats += 1) clock.advance(250)
}

const openTwo = async () => {
  const channel = createChannel()
  const [one, other] = [channel.open('one'), channel.open('other')]
  channel.clock.advance(0)
  await turn()
  one.seen()
  other.seen()
  return { ...channel, one, other }
}

describe('the copies of a server', () => {
  test('hear of each other, and what one tells the others in its order', async () => {
    const { clock, open } = createChannel()
    const [one, other] = [open('one'), open('other')]
    clock.advance(0)
    expect([one.seen(), other.seen()]).toEqual([['other joined'], ['one joined']])
    one.copies.tell('word', 'first')
    one.copies.tell('word', 'second')
    one.copies.tell('word', 'for nobody', 'somebody else')
    await turn()
    expect([one.seen(), other.seen()]).toEqual([[], ['one: first', 'one: second']])
    expect(one.copies.count).toBe(2)
  })

  test('notice what did not come, once, by the next beats', async () => {
    const { clock, lost, one, other } = await openTwo()
    lost.add('one')
    one.copies.tell('word', 'lost')
    await turn()
    lost.delete('one')
    listen(clock)
    expect(other.seen()).toEqual(['missed one'])
    listen(clock)
    one.copies.tell('word', 'heard')
    await turn()
    expect(other.seen()).toEqual(['one: heard'])
  })

  test('say once what did not come of several, and not before they hear themselves again', async () => {
    const { clock, lost, setDown, one, other, open } = await openTwo()
    const third = open('third')
    clock.advance(0)
    other.seen()
    lost.add('one').add('third')
    one.copies.tell('word', 'lost')
    third.copies.tell('word', 'lost as well')
    await turn()
    lost.delete('one')
    clock.advance(250)
    lost.delete('third')
    clock.advance(250)
    setDown(true)
    listen(clock)
    expect(other.seen()).toEqual(['disconnected', 'renewed'])
    setDown(false)
    clock.advance(250)
    clock.advance(250)
    expect(other.seen()).toEqual(['connected', 'missed one and third'])
  })

  test('take one for dead that is silent, and say that it may not have sent its last words', async () => {
    const { clock, kill, lost, one, other } = await openTwo()
    lost.add('one')
    kill(one.copies)
    for (let beats = 0; beats < 14; beats += 1) clock.advance(250)
    expect(other.seen()).toEqual(['one gone'])
    listen(clock)
    expect(other.seen()).toEqual(['missed one'])
    expect(other.copies.count).toBe(1)
  })

  test('know one that stops, which has sent everything', async () => {
    const { one, other } = await openTwo()
    one.copies.tell('word', 'last')
    await one.copies.close()
    await turn()
    expect(other.seen()).toEqual(['one: last', 'one gone'])
  })

  test('renew a connection through which nothing comes, and miss only what was told meanwhile', async () => {
    const { clock, setDown, one, other } = await openTwo()
    setDown(true)
    for (let beats = 0; beats < 5; beats += 1) clock.advance(250)
    expect(other.seen()).toEqual(['disconnected', 'renewed'])
    expect(other.copies.isConnected).toBeFalse()
    setDown(false)
    clock.advance(250)
    clock.advance(250)
    expect(other.seen()).toEqual(['connected'])
    setDown(true)
    one.copies.tell('word', 'lost')
    await turn()
    for (let beats = 0; beats < 20; beats += 1) clock.advance(250)
    setDown(false)
    clock.advance(250)
    clock.advance(250)
    expect(other.seen().filter(word => word !== 'renewed')).toEqual([
      'disconnected',
      'one gone',
      'one joined',
      'connected',
    ])
    listen(clock)
    expect(other.seen()).toEqual(['missed one'])
  })
})

/** A copy that hears what the test says and, while `hearsItself`, its own words. */
const createAlone = () => {
  const clock = manualClock(0)
  const seen: string[] = []
  const sent: string[] = []
  const state = { hearsItself: true }
  const copies: Copies = new Copies(
    'me',
    clock,
    {
      send: async text => {
        sent.push(text)
        if (state.hearsItself) copies.receive(text)
      },
      renew: () => seen.push('renewed'),
      close: () => seen.push('transport closed'),
    },
    isConnected => seen.push(isConnected ? 'connected' : 'disconnected'),
  )
  copies.on('word', (data, from) => seen.push(`${from}: ${data}`))
  copies.listen({
    joined: copy => seen.push(`${copy} joined`),
    gone: copy => seen.push(`${copy} gone`),
    missed: missed => seen.push(`missed ${missed.join(' and ')}`),
  })
  const hear = (number: number, word?: string, more: { from?: string; isLast?: boolean } = {}) =>
    copies.receive(
      JSON.stringify({
        from: 'other',
        number,
        ...(word !== undefined && { messages: [{ name: 'word', data: word }] }),
        ...more,
      }),
    )
  /** What is seen beat by beat, after so many milliseconds. */
  const beats = (...until: number[]) =>
    until.map(ms => {
      while (clock.elapsed() < ms) clock.advance(Math.min(250, ms - clock.elapsed()))
      return seen.splice(0)
    })
  clock.advance(0)
  return { clock, copies, state, sent, hear, beats, seen: () => seen.splice(0) }
}

describe('one of the copies', () => {
  test('begins with whatever number another has, and takes nothing twice or that was overtaken', () => {
    const { hear, seen, beats } = createAlone()
    hear(5, 'five')
    hear(5)
    hear(6, 'six')
    hear(5, 'five')
    hear(6, 'six')
    hear(7, 'seven')
    expect(seen()).toEqual(['other joined', 'other: five', 'other: six', 'other: seven'])
    expect(beats(2000)).toEqual([[]])
  })

  test('sees by a beat or by what comes next that something did not come, and says so a second later', () => {
    for (const notice of [
      (hear: ReturnType<typeof createAlone>['hear']) => hear(6),
      (hear: ReturnType<typeof createAlone>['hear']) => hear(7, 'seven'),
    ]) {
      const { hear, seen, beats } = createAlone()
      hear(5)
      notice(hear)
      seen()
      expect(beats(999, 1000, 3000)).toEqual([[], ['missed other'], []])
    }
  })

  test('says what it missed only while it hears itself, half a second ago at most', () => {
    for (const [lastHeard, expected] of [
      [500, ['missed other']],
      [250, []],
    ] as const) {
      const { hear, state, seen, beats } = createAlone()
      hear(5)
      hear(6)
      seen()
      beats(lastHeard)
      state.hearsItself = false
      expect([lastHeard, ...beats(1000)]).toEqual([lastHeard, [...expected]])
    }
  })

  test('takes another for dead after three seconds of silence', () => {
    const { copies, hear, seen, beats } = createAlone()
    hear(5)
    seen()
    expect(beats(3000, 3250)).toEqual([[], ['other gone']])
    expect([copies.count, ...beats(4000, 4250)]).toEqual([1, [], ['missed other']])
  })

  test('is cut off after a second without its own words, and gives each new connection a second', () => {
    const { copies, state, beats } = createAlone()
    state.hearsItself = false
    expect(beats(1000, 1250, 2250, 2500)).toEqual([[], ['disconnected', 'renewed'], [], ['renewed']])
    expect(copies.isConnected).toBeFalse()
    state.hearsItself = true
    expect([...beats(2750), copies.isConnected]).toEqual([['connected'], true])
  })

  test('that is cut off lets the others be for three seconds, and gives them as long when it is back', () => {
    const away = createAlone()
    away.hear(5)
    away.seen()
    away.state.hearsItself = false
    const withoutRenewals = (lists: string[][]) => lists.map(list => list.filter(word => word !== 'renewed'))
    expect(withoutRenewals(away.beats(1250, 4000, 4250))).toEqual([['disconnected'], [], ['other gone']])
    away.state.hearsItself = true
    expect(withoutRenewals(away.beats(8000))).toEqual([['connected']])
    const back = createAlone()
    back.hear(5)
    back.seen()
    back.state.hearsItself = false
    expect(withoutRenewals(back.beats(2750))).toEqual([['disconnected']])
    back.state.hearsItself = true
    expect(withoutRenewals(back.beats(3000, 6000, 6250))).toEqual([['connected'], [], ['other gone']])
  })

  test('knows the numbers of the last thousand that have gone', () => {
    const { hear, seen, beats } = createAlone()
    for (let copy = 0; copy <= 1000; copy += 1) hear(5, undefined, { from: `copy ${copy}`, isLast: true })
    seen()
    hear(5, undefined, { from: 'copy 1' })
    hear(9, undefined, { from: 'copy 2' })
    hear(9, undefined, { from: 'copy 0' })
    expect(beats(1000)).toEqual([['copy 1 joined', 'copy 2 joined', 'copy 0 joined', 'missed copy 2']])
  })

  test('that stops says so once, and then neither beats nor tells anything', async () => {
    const { clock, copies, sent, seen } = createAlone()
    copies.tell('word', 'last')
    sent.length = 0
    await Promise.all([copies.close(), copies.close()])
    copies.tell('word', 'late')
    await turn()
    clock.advance(5000)
    expect(sent.map(text => JSON.parse(text))).toEqual([
      { from: 'me', number: 1, messages: [{ name: 'word', data: 'last' }] },
      { from: 'me', number: 1, isLast: true },
    ])
    expect([seen(), copies.isClosed]).toEqual([['transport closed'], true])
  })

  test('that stops with nothing to say has missed nothing of the others', async () => {
    const { clock, one, other } = await openTwo()
    await one.copies.close()
    expect(other.seen()).toEqual(['one gone'])
    listen(clock)
    expect(other.seen()).toEqual([])
  })
})

test('a copy that stops keeps its connection until its last word is out', async () => {
  const { promise: isOut, resolve } = Promise.withResolvers<void>()
  let isOpen = true
  const transport = {
    send: () => isOut,
    renew: () => {},
    close: () => {
      isOpen = false
    },
  }
  const closing = new Copies('me', manualClock(0), transport, () => {}).close()
  await turn()
  expect(isOpen).toBeTrue()
  resolve()
  await closing
  expect(isOpen).toBeFalse()
})
