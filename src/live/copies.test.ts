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
