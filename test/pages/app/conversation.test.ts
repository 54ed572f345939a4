import { afterEach, beforeEach, describe, expect, jest, test } from 'bun:test'
import {
  type ChatMessage,
  ChayenityError,
  type RoomUpdate,
  type UploadedFile,
} from '../../../src/client/index.ts'
import { Conversation } from '../../../src/pages/app/chat/conversation.ts'
import type { PendingMessage } from '../../../src/pages/app/chat/outbox.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const at = '2025-10-01T05:00:00.000000Z'

const message = (seq: number, change: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${seq}`,
  room_id: 'room',
  seq,
  content: `${seq}`,
  sender_id: 'other',
  sender_name: 'Other',
  image_url: null,
  client_id: null,
  created_at: at,
  is_read: false,
  ...change,
})

const draft = (client_id: string, file: File | null = null) => ({
  client_id,
  content: client_id,
  image_url: null,
  file,
})

const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await null
}

const uploaded: UploadedFile = {
  file_id: 'u',
  filename: 'u.png',
  original_filename: 'sofa.png',
  file_size: 1,
  content_type: 'image/png',
  category: 'general',
  url: 'http://x/api/upload/u',
  width: 1,
  height: 1,
  thumbhash: '',
  uploaded_at: at,
}

const unreachable = () => new ChayenityError('No network.', { status: 0, code: 'CONNECTION_FAILED' })
const rejected = () => new ChayenityError('No.', { status: 422, code: 'VALIDATION_ERROR' })

/** A conversation of `me` with a room that the test speaks for. */
const converse = ({ kept = [], isWatched = true }: { kept?: PendingMessage[]; isWatched?: boolean } = {}) => {
  const told: string[] = []
  const asked: object[] = []
  const sent: object[] = []
  const server = {
    page: { messages: [] as ChatMessage[], has_more: false, total_count: 0 },
    isReachable: true,
    sendError: null as ChayenityError | null,
    uploadErrors: [] as ChayenityError[],
  }
  let receive: (update: RoomUpdate) => void = () => {}
  const conversation = new Conversation(
    {
      subscribe: {
        room: (roomId, listener, options) => {
          receive = listener
          told.push(`subscribe ${roomId} ${options?.history}`)
          return {
            isOpen: true,
            send: async given => {
              sent.push(given)
              if (server.sendError) throw server.sendError
              return message(90 + sent.length, { sender_id: 'me', client_id: given.client_id ?? null })
            },
            typing: isTyping => void told.push(isTyping ? 'typing' : 'not typing'),
            read: () => void told.push('read'),
            close: () => void told.push('close'),
          }
        },
        notifications: () => ({ isOpen: true, close: () => {} }),
        map: () => ({ isOpen: true, close: () => {} }),
      },
      getMessages: async input => {
        asked.push(input)
        if (!server.isReachable) throw unreachable()
        return { ...server.page, room_info: { id: 'room', gig_title: 'A gig' } }
      },
      uploadGeneralImage: async () => {
        told.push('upload')
        const error = server.uploadErrors.shift()
        if (error) throw error
        return uploaded
      },
    },
    { roomId: 'room', userId: 'me' },
    { load: async () => kept, save: () => {} },
    () => void told.push('end'),
  )
  const stopLooking = isWatched ? conversation.onState(() => {}) : () => {}
  const connection = (state: 'connecting' | 'open' | 'waiting' | 'closed', reason = '') =>
    receive({ type: 'connection', data: { state, reason, code: null } })
  const take = (update: RoomUpdate) => receive(update)
  const hear = (...messages: ChatMessage[]) => {
    for (const data of messages) receive({ type: 'message', data })
  }
  const since = () => told.splice(0)
  return { conversation, server, told, stopLooking, since, asked, sent, take, hear, connection }
}

const other = { user_id: 'other', user_name: 'Other', timestamp: at }
const mine = { ...other, user_id: 'me' }

describe('a conversation', () => {
  test('begins with fifty messages of its room, and nothing is known yet', () => {
    const { conversation, told } = converse()
    expect(told).toEqual(['subscribe room 50'])
    expect(conversation.state).toEqual({
      messages: [],
      pending: [],
      hasOlder: null,
      isTyping: false,
      isOtherHere: false,
      isActive: true,
      connection: 'connecting',
      reason: '',
    })
  })

  test('has older messages where its first one is not the first of the room', () => {
    const seqs = ([...first]: ChatMessage[]) => {
      const { conversation, hear } = converse()
      hear(...first)
      return conversation.state.hasOlder
    }
    expect([seqs([message(1)]), seqs([message(2)]), seqs([message(2), message(1)])]).toEqual([
      false,
      true,
      true,
    ])
  })

  test('asks for the messages before those it has', async () => {
    const { conversation, hear, server, asked } = converse()
    hear(message(4), message(5))
    server.page = { messages: [message(3)], has_more: true, total_count: 5 }
    await conversation.loadOlder()
    expect(asked).toEqual([{ room_id: 'room', skip: 2, limit: 50 }])
    expect(conversation.state.messages.map(({ seq }) => seq)).toEqual([3, 4, 5])
    expect(conversation.state.hasOlder).toBe(true)
    server.page = { messages: [message(2)], has_more: false, total_count: 5 }
    await conversation.loadOlder()
    expect(conversation.state.hasOlder).toBe(false)
  })

  test('is read while it is shown, by messages of the other that are not read yet', () => {
    const { conversation, hear, since } = converse()
    hear(message(1))
    conversation.show(false)
    since()
    conversation.show(true)
    expect(since()).toEqual(['read'])
    hear(message(2))
    expect(since()).toEqual(['read'])
    hear(message(3, { is_read: true }), message(4, { sender_id: 'me' }))
    expect(since()).toEqual([])
    conversation.show(false)
    hear(message(5))
    expect(since()).toEqual([])
  })

  test('shows for six seconds that the other types, or until a message or a stop comes', () => {
    const { conversation, hear, take } = converse()
    const typing = (is_typing: boolean) => take({ type: 'typing', data: { ...other, is_typing } })
    typing(true)
    jest.advanceTimersByTime(5999)
    expect(conversation.state.isTyping).toBe(true)
    typing(true)
    jest.advanceTimersByTime(5999)
    expect(conversation.state.isTyping).toBe(true)
    jest.advanceTimersByTime(1)
    expect(conversation.state.isTyping).toBe(false)
    typing(true)
    typing(false)
    expect(conversation.state.isTyping).toBe(false)
    typing(true)
    hear(message(1, { sender_id: 'me' }))
    expect(conversation.state.isTyping).toBe(true)
    hear(message(2))
    expect(conversation.state.isTyping).toBe(false)
    take({ type: 'typing', data: { ...mine, is_typing: true } })
    expect(conversation.state.isTyping).toBe(false)
  })

  test('tells its listeners once of each change, and none that has ended', () => {
    const { conversation, take } = converse()
    let changes = 0
    const end = conversation.onState(() => {
      changes += 1
    })
    take({ type: 'typing', data: { ...other, is_typing: false } })
    expect(changes).toBe(0)
    take({ type: 'user_joined', data: other })
    expect(changes).toBe(1)
    end()
    take({ type: 'user_left', data: other })
    expect(changes).toBe(1)
  })

  test('knows whether the other is here, what the other has read, and whether the room goes on', () => {
    const { conversation, hear, take } = converse()
    hear(message(1, { sender_id: 'me' }), message(2, { sender_id: 'me' }))
    take({ type: 'user_joined', data: mine })
    expect(conversation.state.isOtherHere).toBe(false)
    take({ type: 'user_joined', data: other })
    expect(conversation.state.isOtherHere).toBe(true)
    take({ type: 'user_left', data: other })
    expect(conversation.state.isOtherHere).toBe(false)
    take({
      type: 'read',
      data: { user_id: 'other', room_id: 'room', last_read_message_id: 'm1', timestamp: at },
    })
    expect(conversation.state.messages.map(({ is_read }) => is_read)).toEqual([true, false])
    take({ type: 'room_ended', data: { user_id: 'other', room_id: 'room', timestamp: at } })
    expect(conversation.state.isActive).toBe(false)
    take({ type: 'restored', data: {} })
    expect([conversation.state.messages, conversation.state.hasOlder]).toEqual([[], null])
  })
})

describe('the connection of a conversation', () => {
  test('that comes back looks for receipts, and reads what is shown', async () => {
    const { conversation, hear, connection, server, since, asked } = converse()
    hear(message(1, { sender_id: 'me' }))
    conversation.show(true)
    since()
    server.page = {
      messages: [message(1, { sender_id: 'me', is_read: true })],
      has_more: false,
      total_count: 1,
    }
    connection('open')
    await settle()
    expect(since()).toEqual(['read'])
    expect(asked).toEqual([{ room_id: 'room', limit: 50 }])
    expect(conversation.state.messages.map(({ is_read }) => is_read)).toEqual([true])
    expect(conversation.state.connection).toBe('open')
  })

  test('that opens asks whether an empty room is empty, and reads nothing that is not shown', async () => {
    const { conversation, connection, since, asked, server } = converse()
    since()
    server.isReachable = false
    connection('open')
    await settle()
    expect(conversation.state.hasOlder).toBeNull()
    server.isReachable = true
    server.page.total_count = 1
    connection('open')
    await settle()
    expect(conversation.state.hasOlder).toBeNull()
    server.page.total_count = 0
    connection('open')
    await settle()
    expect(conversation.state.hasOlder).toBe(false)
    connection('open')
    await settle()
    expect(asked).toEqual(Array.from({ length: 3 }, () => ({ room_id: 'room', limit: 1 })))
    expect(since()).toEqual([])
  })

  test('that is lost says why, and that nobody types or is there', () => {
    const { conversation, connection, take, since } = converse()
    take({ type: 'user_joined', data: other })
    take({ type: 'typing', data: { ...other, is_typing: true } })
    since()
    connection('open')
    take({ type: 'typing', data: { ...other, is_typing: true } })
    expect(conversation.state).toMatchObject({ isOtherHere: false, isTyping: true })
    connection('waiting', 'tunnel')
    expect(conversation.state).toMatchObject({ connection: 'waiting', reason: 'tunnel', isTyping: false })
    expect(since()).toEqual([])
    connection('closed', 'ended')
    expect(since()).toEqual(['end'])
  })
})

describe('a message that is sent', () => {
  test('is pending until it has arrived, by the answer or by the room', async () => {
    const { conversation, hear, sent } = converse()
    conversation.send(draft('a'))
    expect(conversation.state.pending.map(({ client_id }) => client_id)).toEqual(['a'])
    await settle()
    expect(sent).toEqual([{ content: 'a', client_id: 'a' }])
    expect(conversation.state.pending).toEqual([])
    expect(conversation.state.messages.map(({ client_id }) => client_id)).toEqual(['a'])
    conversation.send(draft('b'))
    hear(message(7, { client_id: 'b' }))
    expect(conversation.state.pending).toHaveLength(1)
    hear(message(8, { sender_id: 'me', client_id: 'b' }))
    expect(conversation.state.pending).toEqual([])
  })

  test('that the server rejects can be sent again or discarded', async () => {
    const { conversation, server, sent } = converse()
    server.sendError = rejected()
    conversation.send(draft('a'))
    await settle()
    expect(conversation.state.pending).toMatchObject([{ client_id: 'a', error: server.sendError }])
    server.sendError = null
    conversation.retry('a')
    await settle()
    expect([conversation.state.pending, sent.length]).toEqual([[], 2])
    server.sendError = rejected()
    conversation.send(draft('b'))
    await settle()
    conversation.discard('b')
    expect(conversation.state.pending).toEqual([])
  })

  test('waits for a connection, and goes out as soon as it is open', async () => {
    const { conversation, connection, server, sent } = converse()
    server.sendError = unreachable()
    conversation.send(draft('a'))
    await settle()
    server.sendError = null
    connection('open')
    await settle()
    expect([conversation.state.pending, sent.length]).toEqual([[], 2])
  })

  test('uploads its picture first, again every two seconds without a network, and never twice', async () => {
    const { conversation, server, sent, since } = converse()
    since()
    server.uploadErrors = [unreachable(), unreachable()]
    server.sendError = unreachable()
    conversation.send(draft('a', new File(['x'], 'sofa.png')))
    await settle()
    jest.advanceTimersByTime(1999)
    await settle()
    expect(since()).toEqual(['upload'])
    jest.advanceTimersByTime(1)
    await settle()
    jest.advanceTimersByTime(2000)
    await settle()
    expect(since()).toEqual(['upload', 'upload'])
    expect(sent).toEqual([{ content: 'a', client_id: 'a', image_url: 'http://x/api/upload/u' }])
    server.sendError = null
    conversation.retry('a')
    await settle()
    expect([since(), sent.length, conversation.state.pending]).toEqual([[], 2, []])
  })

  test('is rejected with its picture, and waits no longer when the conversation is over', async () => {
    const { conversation, server, since } = converse()
    since()
    server.uploadErrors = [rejected()]
    conversation.send(draft('a', new File(['x'], 'sofa.png')))
    await settle()
    expect(conversation.state.pending[0]?.error).toBeInstanceOf(ChayenityError)
    conversation.discard('a')
    since()
    const late = converse()
    late.server.uploadErrors = [unreachable(), unreachable()]
    late.conversation.send(draft('b', new File(['x'], 'sofa.png')))
    await settle()
    late.conversation.close()
    jest.advanceTimersByTime(2000)
    await settle()
    jest.advanceTimersByTime(2000)
    await settle()
    expect(late.since().filter(line => line === 'upload')).toHaveLength(2)
  })
})

describe('the end of a conversation', () => {
  test('comes when somebody leaves with nothing to send, once', async () => {
    const { conversation, since } = converse()
    await settle()
    since()
    conversation.show(true)
    conversation.leave()
    expect(since()).toEqual(['read', 'not typing', 'close', 'end'])
    conversation.close()
    expect(since()).toEqual([])
  })

  test('waits for what is to be sent, unless somebody looks again', async () => {
    const { conversation, connection, server, since, stopLooking } = converse()
    server.sendError = unreachable()
    conversation.send(draft('a'))
    await settle()
    since()
    conversation.leave()
    expect(since()).toEqual(['not typing'])
    server.sendError = null
    connection('open')
    await settle()
    expect(since()).toEqual([])
    stopLooking()
    server.sendError = unreachable()
    conversation.send(draft('b'))
    await settle()
    expect(since()).toEqual([])
    server.sendError = null
    connection('open')
    await settle()
    expect(since()).toEqual(['close', 'end'])
  })

  test('does not come while it is shown, and stops the clock of who types', async () => {
    const { conversation, take, since } = converse()
    await settle()
    conversation.show(true)
    conversation.send(draft('a'))
    await settle()
    expect(since()).not.toContain('close')
    take({ type: 'typing', data: { ...other, is_typing: true } })
    conversation.close()
    jest.advanceTimersByTime(10_000)
    expect(conversation.state.isTyping).toBe(true)
  })

  test('sends at the beginning what was kept from before', async () => {
    const { sent } = converse({ kept: [{ ...draft('kept'), error: null }] })
    await settle()
    expect(sent).toEqual([{ content: 'kept', client_id: 'kept' }])
  })
})
