import { describe, expect, test } from 'bun:test'
import { type ChatMessage, ChayenityError } from '../../../src/client/index.ts'
import { Outbox, type PendingMessage, PictureLost } from '../../../src/pages/app/chat/outbox.ts'
import {
  type PictureStore,
  roomsWithPending,
  storedOutbox,
} from '../../../src/pages/app/chat/outbox-store.ts'

const draft = (client_id: string, content = client_id) => ({
  client_id,
  content,
  image_url: null,
  file: null,
})

const sent = ({ client_id, content }: PendingMessage): ChatMessage => ({
  id: `message ${client_id}`,
  room_id: 'room',
  seq: 1,
  content,
  sender_id: 'me',
  sender_name: 'Me',
  image_url: null,
  client_id,
  created_at: '2025-10-01T10:00:00.000000Z',
  is_read: false,
})

const rejected = (status: number) => new ChayenityError('No.', { status, code: 'VALIDATION_ERROR' })
const unreachable = new ChayenityError('No network.', { status: 0, code: 'CONNECTION_FAILED' })

const createOutbox = (answers: Record<string, ChayenityError | undefined> = {}) => {
  const calls: string[] = []
  let kept: readonly PendingMessage[] = []
  const outbox = new Outbox(
    {
      load: async () => [],
      save: messages => {
        kept = messages
      },
    },
    async message => {
      calls.push(message.client_id)
      const error = answers[message.client_id]
      if (error) throw error
      return sent(message)
    },
    () => {},
  )
  return { outbox, calls, answers, kept: () => kept.map(({ client_id }) => client_id) }
}

describe('an outbox', () => {
  test('sends what is written in its order, and keeps nothing that has arrived', async () => {
    const { outbox, calls, kept } = createOutbox()
    outbox.add(draft('a'))
    outbox.add(draft('b'))
    await outbox.run()
    await Bun.sleep(0)
    expect(calls).toEqual(['a', 'b'])
    expect([outbox.isEmpty, kept()]).toEqual([true, []])
  })

  test('stops at a message that could not be sent, keeps it and what follows, and goes on from there', async () => {
    const { outbox, calls, answers, kept } = createOutbox({ a: unreachable })
    outbox.add(draft('a'))
    outbox.add(draft('b'))
    await Bun.sleep(0)
    expect(calls).toEqual(['a'])
    expect(kept()).toEqual(['a', 'b'])
    answers.a = undefined
    await outbox.run()
    expect(calls).toEqual(['a', 'a', 'b'])
    expect(kept()).toEqual([])
  })

  test('marks a message that the server rejects, and sends the others', async () => {
    const { outbox, calls, answers } = createOutbox({ a: rejected(422) })
    outbox.add(draft('a'))
    outbox.add(draft('b'))
    await Bun.sleep(0)
    expect(outbox.pending.map(({ client_id, error }) => [client_id, error])).toEqual([
      ['a', answers.a ?? null],
    ])
    answers.a = undefined
    outbox.retry('a')
    await Bun.sleep(0)
    expect([outbox.isEmpty, calls]).toEqual([true, ['a', 'b', 'a']])
  })

  test('sends what was kept before what is written while it is loaded', async () => {
    const calls: string[] = []
    const saved: string[][] = []
    const outbox = new Outbox(
      {
        load: async () => [{ ...draft('kept'), error: null }],
        save: messages => saved.push(messages.map(({ client_id }) => client_id)),
      },
      async message => {
        calls.push(message.client_id)
        return sent(message)
      },
      () => {},
    )
    outbox.add(draft('new'))
    expect([outbox.isEmpty, saved]).toEqual([false, []])
    await Bun.sleep(0)
    expect([calls, saved[0]]).toEqual([
      ['kept', 'new'],
      ['kept', 'new'],
    ])
  })

  test('keeps a message when the session has ended, since the next login can send it', async () => {
    const { outbox } = createOutbox({ a: rejected(401) })
    outbox.add(draft('a'))
    await Bun.sleep(0)
    expect(outbox.pending).toMatchObject([{ client_id: 'a', error: null }])
  })
})

const createPhone = () => {
  const values = new Map<string, string>()
  const storage: Storage = {
    get length() {
      return values.size
    },
    key: at => [...values.keys()][at] ?? null,
    getItem: name => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: name => void values.delete(name),
    clear: () => values.clear(),
  }
  return { values, phone: { storage, prefix: 'phone-2:', world: '' } }
}

const createPictures = () => {
  const kept = new Map<string, File>()
  const pictures: PictureStore = {
    put: async (key, picture) => void kept.set(key, picture),
    get: async key => kept.get(key) ?? null,
    remove: async key => void kept.delete(key),
  }
  return { kept, pictures }
}

const { pictures: noPictures } = createPictures()

describe('the store of an outbox', () => {
  test('survives a reload, and tells the rooms of a person that have something to send', async () => {
    const { phone, values } = createPhone()
    storedOutbox(phone, 'mali', 'room-1', noPictures).save([{ ...draft('a'), error: rejected(422) }])
    storedOutbox(phone, 'somchai', 'room-2', noPictures).save([{ ...draft('b'), error: null }])
    const reloaded = storedOutbox(phone, 'mali', 'room-1', noPictures)
    expect(await reloaded.load()).toEqual([{ ...draft('a'), error: null }])
    expect(roomsWithPending(phone, 'mali')).toEqual(['room-1'])
    reloaded.save([])
    expect([...values.keys()]).toEqual(['phone-2:outbox:somchai:room-2:b'])
  })

  test('keeps a picture until it is uploaded, and says of one that is gone that it is lost', async () => {
    const { phone } = createPhone()
    const { kept, pictures } = createPictures()
    const file = new File(['picture'], 'sofa.png')
    const pending = { ...draft('a', ''), file, error: null }
    const store = storedOutbox(phone, 'mali', 'room-1', pictures)
    store.save([pending])
    const reload = () => storedOutbox(phone, 'mali', 'room-1', pictures).load()
    expect(await reload()).toEqual([pending])
    store.save([{ ...pending, file: null, image_url: '/api/upload/1' }])
    expect([...kept.keys()]).toEqual([])
    expect(await reload()).toEqual([{ ...pending, file: null, image_url: '/api/upload/1' }])
    store.save([{ ...draft('b'), file, error: null }])
    kept.clear()
    expect(await reload()).toEqual([{ ...draft('b'), error: new PictureLost() }])
  })

  test('keeps what another tab has to send, and the order in which one tab has written', async () => {
    const { phone } = createPhone()
    const [one, other] = [
      storedOutbox(phone, 'mali', 'room-1', noPictures),
      storedOutbox(phone, 'mali', 'room-1', noPictures),
    ]
    const pending = (id: string) => ({ ...draft(id), error: null })
    one.save([pending('b'), pending('a')])
    other.save([])
    expect((await one.load()).map(({ client_id }) => client_id)).toEqual(['b', 'a'])
    other.save([pending('c')])
    one.save([])
    expect((await other.load()).map(({ client_id }) => client_id)).toEqual(['c'])
  })

  test.each(['', '{', '{}', '[1, null, {"client_id": 5, "content": "x"}]', '"x"'])(
    'is empty where the storage holds %p',
    async text => {
      const { phone, values } = createPhone()
      values.set('phone-2:outbox:mali:room-1:a', text)
      expect(await storedOutbox(phone, 'mali', 'room-1', noPictures).load()).toEqual([])
    },
  )
})

describe('what a phone has kept', () => {
  const pending = (id: string, more: Partial<PendingMessage> = {}) => ({ ...draft(id), error: null, ...more })

  test('comes back in the order of writing, whatever the order of the storage', async () => {
    const { phone, values } = createPhone()
    const message = (client_id: string, at: number) =>
      values.set(
        `phone-2:outbox:mali:room-1:${client_id}`,
        JSON.stringify({ client_id, content: client_id, at }),
      )
    message('second', 2)
    message('third', 3)
    message('first', 1)
    const order = (await storedOutbox(phone, 'mali', 'room-1', noPictures).load()).map(
      ({ client_id }) => client_id,
    )
    expect(order).toEqual(['first', 'second', 'third'])
  })

  test('keeps the time of the first writing, and the address of a picture that is one', async () => {
    const { phone, values } = createPhone()
    const { pictures, kept } = createPictures()
    const store = storedOutbox(phone, 'mali', 'room-1', pictures)
    const atOf = (id: string) => JSON.parse(values.get(`phone-2:outbox:mali:room-1:${id}`) ?? '{}').at
    const file = new File(['x'], 'sofa.png')
    store.save([pending('a', { file }), pending('b')])
    const first = [atOf('a'), atOf('b')]
    expect(first[1] - first[0]).toBe(1)
    values.set('phone-2:outbox:mali:room-1:b', 'untouched')
    store.save([pending('b'), pending('a', { image_url: 'http://x/1' })])
    expect([values.get('phone-2:outbox:mali:room-1:b'), atOf('a'), kept.size]).toEqual([
      'untouched',
      first[0],
      0,
    ])
    values.set('phone-2:outbox:mali:room-1:c', '{"client_id":"c","content":"","image_url":5}')
    const [, lost] = await storedOutbox(phone, 'mali', 'room-1', pictures).load()
    expect(await storedOutbox(phone, 'mali', 'room-1', pictures).load()).toContainEqual(
      pending('c', { content: '' }),
    )
    expect(lost?.image_url ?? null).toBe('http://x/1')
  })

  test('forgets the picture of a message that is discarded, and of no other', () => {
    const { phone } = createPhone()
    const { pictures, kept } = createPictures()
    const store = storedOutbox(phone, 'mali', 'room-1', pictures)
    const file = new File(['x'], 'sofa.png')
    store.save([pending('a', { file }), pending('b', { file })])
    store.save([pending('b', { file })])
    expect([...kept.keys()]).toEqual(['phone-2:outbox:mali:room-1:b'])
  })

  test('is sent all the same when the storage is full', async () => {
    const { phone } = createPhone()
    const full = {
      ...phone,
      storage: {
        ...phone.storage,
        setItem: () => {
          throw new Error('Full.')
        },
      },
    }
    storedOutbox(full, 'mali', 'room-1', noPictures).save([pending('a')])
    expect(roomsWithPending(phone, 'mali')).toEqual([])
  })

  test('is no message without a text or with a time that is none, and other names are not looked at', async () => {
    const { phone, values } = createPhone()
    values.set('other:phone-2:outbox:mali:room-1:a', '{"client_id":"a","content":"x"}')
    values.set('phone-2:outbox:mali:room-1:b', '{"client_id":"b"}')
    values.set('phone-2:outbox:mali:room-1:c', '{"client_id":"c","content":"x","at":"now"}')
    expect(await storedOutbox(phone, 'mali', 'room-1', noPictures).load()).toEqual([])
    expect(roomsWithPending(phone, 'mali')).toEqual(['room-1'])
  })
})

describe('an outbox at work', () => {
  test('is not empty before all is loaded, and sends one message at a time', async () => {
    let isSending = 0
    let most = 0
    const outbox = new Outbox(
      { load: async () => [], save: () => {} },
      async message => {
        isSending += 1
        most = Math.max(most, isSending)
        await null
        isSending -= 1
        return sent(message)
      },
      () => {},
    )
    expect(outbox.isEmpty).toBe(false)
    outbox.add(draft('a'))
    outbox.add(draft('b'))
    await Promise.all([outbox.run(), outbox.run()])
    await Bun.sleep(0)
    expect([outbox.isEmpty, most]).toEqual([true, 1])
  })

  test('tells of a removal only where there was something, and of an upload on its message alone', async () => {
    let changes = 0
    const outbox = new Outbox(
      { load: async () => [], save: () => {} },
      async () => {
        throw unreachable
      },
      () => {
        changes += 1
      },
    )
    outbox.add(draft('a'))
    outbox.add(draft('b'))
    await Bun.sleep(0)
    const before = changes
    outbox.remove('nothing')
    expect(changes).toBe(before)
    outbox.uploaded('b', 'http://x/1')
    expect(outbox.pending.map(({ image_url }) => image_url)).toEqual([null, 'http://x/1'])
    outbox.remove('a')
    expect(outbox.pending.map(({ client_id }) => client_id)).toEqual(['b'])
  })
})
