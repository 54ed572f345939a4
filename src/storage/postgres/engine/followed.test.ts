import { describe, expect, test } from 'bun:test'
import { openFollowedSet } from './followed.ts'
import type { Queries } from './queries.ts'

/** A table of keys as another copy of the server may change it. The digest is the keys themselves. */
const startTable = (...keys: string[]) => {
  const table = new Set(keys)
  const sent: string[] = []
  let onKeys = () => {}
  const rows = (text: string): unknown[] => {
    sent.push(text)
    if (text === 'digest') return [{ digest: [...table].sort().join(' ') }]
    const found = [...table].map(key => ({ key }))
    onKeys()
    return found
  }
  const reads: Queries = {
    // The rows of the two statements below.
    all: async <Row>(text: string) => rows(text) as Row[],
    get: async <Row>(text: string) => (rows(text)[0] ?? null) as Row | null,
    run: async () => 0,
  }
  return {
    table,
    sent,
    open: () => openFollowedSet(reads, { keys: 'keys', digest: 'digest' }),
    whileRead: (change: () => void) => {
      onKeys = () => {
        onKeys = () => {}
        change()
      }
    },
  }
}

describe('a set that other copies change too', () => {
  test('has what is in the database when it is opened, and what others have changed when it follows', async () => {
    const { table, open } = startTable('a', 'b')
    const set = await open()
    expect([set.has('a'), set.has('b'), set.has('c')]).toEqual([true, true, false])
    table.add('c')
    table.delete('a')
    expect([set.has('a'), set.has('c')]).toEqual([true, false])
    await set.follow()
    expect([set.has('a'), set.has('b'), set.has('c')]).toEqual([false, true, true])
  })

  test('is read again only when its digest is another one', async () => {
    const { sent, open, table } = startTable('a')
    const set = await open()
    await set.follow()
    await set.follow()
    expect(sent).toEqual(['digest', 'keys', 'digest', 'digest'])
    table.add('b')
    await set.follow()
    expect(sent.slice(4)).toEqual(['digest', 'keys'])
  })

  test('has what this copy changes at once, and looks for it in the database the next time', async () => {
    const { sent, open } = startTable('a')
    const set = await open()
    set.add('b')
    set.delete('a')
    expect([set.has('a'), set.has('b')]).toEqual([false, true])
    // The COMMIT had no answer, and nothing was changed.
    await set.follow()
    expect(sent.slice(2)).toEqual(['digest', 'keys'])
    expect([set.has('a'), set.has('b')]).toEqual([true, false])
  })

  test('keeps what this copy changes while it is read, until it is read again', async () => {
    const { table, open, whileRead } = startTable('a')
    const set = await open()
    table.add('c')
    whileRead(() => {
      set.add('b')
      table.add('b')
    })
    await set.follow()
    expect([set.has('b'), set.has('c')]).toEqual([true, false])
    await set.follow()
    expect([set.has('a'), set.has('b'), set.has('c')]).toEqual([true, true, true])
  })
})
