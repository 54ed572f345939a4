import { describe, expect, test } from 'bun:test'
import { formatAgo, formatMoney } from '../../../src/pages/shared/formats.ts'
import { hueOf, initialOf } from '../../../src/pages/shared/initials.ts'
import { initialLanguage } from '../../../src/pages/shared/languages.ts'
import { createMemory } from '../../../src/pages/shared/memory.ts'
import { mergePage } from '../../../src/pages/shared/merge-page.ts'

describe('the language of a page', () => {
  test('is the one that was chosen, else the first of the browser that there is, else English', () => {
    expect(initialLanguage('th', ['en-GB'])).toBe('th')
    expect(initialLanguage(null, ['fr-FR', 'th-TH', 'en'])).toBe('th')
    expect(initialLanguage('fr', ['fr-FR'])).toBe('en')
  })
})

describe('an amount', () => {
  test('has satang only where there are some', () => {
    expect([1500, 1500.5, 0.25].map(amount => formatMoney(amount, 'en'))).toEqual([
      '฿1,500',
      '฿1,500.50',
      '฿0.25',
    ])
    expect(formatMoney(1500, 'th')).toBe('฿1,500')
  })
})

describe('how long ago something was', () => {
  const now = new Date('2026-03-01T12:00:00Z')
  const ago = (at: string) => formatAgo(new Date(at), now, 'en')

  test('is said in the largest whole unit within a week', () => {
    expect(['11:59:58', '11:57:10', '09:30:00'].map(time => ago(`2026-03-01T${time}Z`))).toEqual([
      'now',
      '2 minutes ago',
      '2 hours ago',
    ])
    expect(ago('2026-02-28T11:00:00Z')).toBe('yesterday')
  })

  test('is not said of what is older, or lies ahead because the clock of a demo was moved', () => {
    expect([ago('2026-02-20T12:00:00Z'), ago('2026-03-01T12:30:00Z')]).toEqual([null, null])
  })
})

describe('a person without a picture', () => {
  test('is shown by the first letter of the name, in Thai by its consonant', () => {
    expect(['mali', ' สมชาย', 'เบญจมาศ', '', '🙂 Ben'].map(initialOf)).toEqual(['M', 'ส', 'บ', '?', '🙂'])
  })

  test('always has the same colour', () => {
    expect(hueOf('00000000-0000-7000-8000-000000000001')).toBe(hueOf('00000000-0000-7000-8000-000000000001'))
    expect(new Set(['a', 'b', 'c', 'd', 'e', 'f'].map(hueOf)).size).toBe(6)
  })
})

describe('a list that pages', () => {
  test('shows an item once that moved from one page to the next', () => {
    expect(mergePage([{ id: 'a' }, { id: 'b' }], [{ id: 'b' }, { id: 'c' }])).toEqual([
      { id: 'a' },
      { id: 'b' },
      { id: 'c' },
    ])
  })
})

describe('the memory of loaded values', () => {
  test('keeps those that were set last', () => {
    const memory = createMemory<number>(2)
    memory.set('a', 1)
    memory.set('b', 2)
    memory.set('a', 3)
    memory.set('c', 4)
    expect(['a', 'b', 'c'].map(memory.get)).toEqual([3, undefined, 4])
    memory.clear()
    expect(memory.get('a')).toBeUndefined()
  })
})
