import { describe, expect, test } from 'bun:test'
import type { ChatMessage } from '../../../src/client/index.ts'
import { markRead, mergeMessages, placeMessages } from '../../../src/pages/app/chat/message-list.ts'
import { targetOf } from '../../../src/pages/app/notifications/target.ts'
import { sumOf } from '../../../src/pages/app/payments/sum.ts'

const message = (seq: number, change: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${seq}`,
  room_id: 'room',
  seq,
  content: `${seq}`,
  sender_id: 'me',
  sender_name: 'Me',
  image_url: null,
  client_id: null,
  created_at: '2025-10-01T05:00:00.000000Z',
  is_read: false,
  ...change,
})

describe('the messages of a room', () => {
  test('are in the order of the room and each there once, from wherever they come', () => {
    const merged = mergeMessages([message(2), message(3)], [message(1), message(3), message(4)])
    expect(merged.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
  })

  test('stay read when an older state of them arrives', () => {
    const [merged] = mergeMessages([message(1, { is_read: true })], [message(1)])
    expect(merged?.is_read).toBe(true)
    expect(mergeMessages([message(1)], [message(1, { is_read: true })])[0]?.is_read).toBe(true)
  })

  test('are read up to the one that the other has read, and only those that the other got', () => {
    const messages = [message(1), message(2, { sender_id: 'other' }), message(3), message(4)]
    expect(markRead(messages, 'other', 'm3').map(({ is_read }) => is_read)).toEqual([
      true,
      false,
      true,
      false,
    ])
  })

  test('begin a day where the day is another, and belong together where the sender is the same', () => {
    const later = '2025-10-03T05:00:00.000000Z'
    const placed = placeMessages([
      message(1),
      message(2),
      message(3, { sender_id: 'other' }),
      message(4, { sender_id: 'other', created_at: later }),
    ])
    expect(placed.map(({ startsDay, continues }) => [startsDay, continues])).toEqual([
      [true, false],
      [false, true],
      [false, false],
      [true, false],
    ])
  })
})

describe('a notification', () => {
  test.each([
    ['new_message', '/chat/r'],
    ['payment_moved', '/gigs/g/payment'],
    ['gig_accepted', '/gigs/g'],
    ['review_received', '/gigs/g'],
  ] as const)('of the type %s leads to %s', (type, path) => {
    expect(targetOf({ type, gig_id: 'g', room_id: 'r' })).toBe(path)
  })
})

test('the sum of a ledger is exact where binary fractions are not', () => {
  expect(sumOf([{ amount: 0.1 }, { amount: 0.2 }, { amount: -0.3 }])).toBe(0)
})
