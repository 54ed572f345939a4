import { afterEach, describe, expect, test } from 'bun:test'
import type { UserNotification, UserNotificationPage } from '../../src/client/api.ts'
import { ChayenityError } from '../../src/client/error.ts'
import { NotificationFeed } from '../../src/client/notifications.ts'
import { createSockets, holdTime, logIn, releaseTime, settle } from '../support/client-outside.ts'

afterEach(releaseTime)

const notificationOf = (number: number): UserNotification => ({
  id: `n${number}`,
  type: number % 2 === 0 ? 'new_message' : 'gig_accepted',
  text: `Notification ${number}`,
  gig_id: 'g',
  room_id: null,
  review_id: null,
  transaction_id: null,
  is_read: false,
  created_at: '2026-01-01T00:00:00.000000Z',
})

/** The feed of somebody who has been told `count` things. */
const follow = async (count: number) => {
  const sockets = createSockets()
  const asked: string[] = []
  const server = { count, troubles: [] as (ChayenityError | Promise<void>)[] }
  const api = {
    getNotifications: async (
      input: { after?: string | undefined; limit?: number | undefined } = {},
    ): Promise<UserNotificationPage> => {
      const { after, limit = 50 } = input
      asked.push(`after ${after} limit ${limit}`)
      const trouble = server.troubles.shift()
      if (trouble instanceof ChayenityError) throw trouble
      await trouble
      const all = Array.from({ length: server.count }, (_, at) => notificationOf(at + 1))
      const rest = after === undefined ? all : all.slice(Number(after.slice(1)))
      const notifications = after === undefined ? rest.slice(-limit) : rest.slice(0, limit)
      return { notifications, unread_count: 0, has_more: notifications.length < rest.length }
    },
  }
  const transport = await logIn({ WebSocket: sockets.WebSocket })
  const told: string[] = []
  const states: string[] = []
  const feed = new NotificationFeed(transport, api, ({ type, data }) => {
    if (type === 'connection') states.push(`${data.state} ${data.reason}`.trim())
    else told.push(`${type} ${data.id}`)
  })
  await settle()
  const say = (number: number) => {
    const data = notificationOf(number)
    return sockets.last().say(data.type, data)
  }
  return { ...sockets, asked, server, told: () => told.splice(0), states, feed, say }
}

const numbersIn = (told: readonly string[]) => told.map(line => Number(/\d+$/.exec(line)?.[0]))

describe('the feed of notifications', () => {
  test('begins with what is told from now on, in the order in which it came', async () => {
    const { last, asked, server, told, feed, say } = await follow(5)
    expect([feed.isOpen, asked]).toEqual([false, []])
    const answer = Promise.withResolvers<void>()
    server.troubles.push(answer.promise)
    await last().open()
    await say(6)
    await say(7)
    expect([feed.isOpen, told()]).toEqual([true, []])
    answer.resolve()
    await settle()
    expect([asked, told()]).toEqual([['after undefined limit 1'], ['new_message n6', 'gig_accepted n7']])
    await say(8)
    await say(8)
    expect(told()).toEqual(['new_message n8'])
    feed.close()
    expect(feed.isOpen).toBeFalse()
  })

  test('gives what was told while it was away, page by page, and then what has come since', async () => {
    const time = holdTime(1)
    const { last, asked, server, told, feed, say } = await follow(5)
    await last().open()
    await last().end(1006)
    server.count = 210
    await time.pass(500)
    const answer = Promise.withResolvers<void>()
    server.troubles.push(answer.promise)
    await last().open()
    await say(210)
    await say(211)
    expect(told()).toEqual([])
    answer.resolve()
    await settle()
    expect(asked.slice(1)).toEqual(['after n5 limit 100', 'after n105 limit 100', 'after n205 limit 100'])
    expect(numbersIn(told())).toEqual(Array.from({ length: 206 }, (_, at) => at + 6))
    feed.close()
  })

  test('gives the first of all that came while it was away, where nothing was before', async () => {
    const time = holdTime(1)
    const { last, asked, server, told, feed } = await follow(0)
    await last().open()
    await last().end(1006)
    server.count = 2
    await time.pass(500)
    await last().open()
    expect([asked.slice(1), told()]).toEqual([
      ['after undefined limit 100'],
      ['gig_accepted n1', 'new_message n2'],
    ])
    feed.close()
  })

  test('asks for no page behind an empty one, whatever the server says', async () => {
    const time = holdTime(1)
    const { last, asked, server, feed } = await follow(0)
    await last().open()
    await last().end(1006)
    server.count = 150
    await time.pass(500)
    await last().open()
    expect(asked.slice(1)).toEqual(['after undefined limit 100'])
    feed.close()
  })

  test('begins anew when all data was put back', async () => {
    const time = holdTime(1)
    const { last, asked, server, told, feed } = await follow(5)
    await last().open()
    await last().end(4009)
    server.count = 9
    await time.pass(500)
    await last().open()
    expect([asked, told()]).toEqual([['after undefined limit 1', 'after undefined limit 1'], []])
    feed.close()
  })

  test('makes a new connection when it cannot ask what it missed, and closes when the session is over', async () => {
    const time = holdTime(1)
    const failed = (status: number) =>
      new ChayenityError(`It failed with ${status}.`, { status, code: 'INTERNAL_ERROR' })
    const away = await follow(5)
    away.server.troubles.push(failed(500))
    await away.last().open()
    await away.say(6)
    expect([away.states.at(-1), away.told()]).toEqual(['waiting The connection is opened anew.', []])
    await time.pass(500)
    await away.last().open()
    await away.say(7)
    expect([away.asked.length, away.told()]).toEqual([2, ['gig_accepted n7']])
    away.feed.close()
    const over = await follow(5)
    over.server.troubles.push(failed(401))
    await over.last().open()
    expect(over.states.at(-1)).toBe('closed It failed with 401.')
  })

  test('knows the last thousand, so that none of them is told twice', async () => {
    const { last, told, feed, say } = await follow(0)
    await last().open()
    for (let number = 1; number <= 1000; number += 1) void say(number)
    await say(1)
    expect(told()).toHaveLength(1000)
    await say(1001)
    await say(2)
    await say(1)
    expect(told()).toEqual(['gig_accepted n1001', 'gig_accepted n1'])
    feed.close()
  })
})
