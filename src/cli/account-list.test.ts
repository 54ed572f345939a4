import { describe, expect, test } from 'bun:test'
import { exampleIds } from '../domain/example-ids.ts'
import type { User } from '../domain/users/user.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { accountLines } from './account-list.ts'

const at = toTimestamp(Date.UTC(2025, 9, 1))

const person = (email: string, fullName: string, more: Partial<User> = {}): User => ({
  id: exampleIds.user,
  email,
  fullName,
  contactInfo: null,
  addressText: null,
  profileImageId: null,
  latitude: null,
  longitude: null,
  isVerified: false,
  isAvailable: true,
  ratingSum: 0,
  reviewCount: 0,
  createdAt: at,
  disabledAt: null,
  deletedAt: null,
  ...more,
})

const people = [
  person('mali@example.com', 'มะลิ ศรีสุข (Mali)', { isVerified: true }),
  person('a@b.io', 'Ann', { disabledAt: at }),
]

describe('a list of accounts', () => {
  test('stands in columns, whatever the script', () => {
    const [head = '', ...rest] = accountLines(people, {})
    expect(rest.at(-1)).toBe('2 accounts')
    const column = (line: string, word: string) => Bun.stringWidth(line.slice(0, line.indexOf(word)))
    for (const line of rest.slice(0, -1)) expect(column(line, '2025-10-01')).toBe(column(head, 'REGISTERED'))
    expect(rest[0]).toEndWith('verified')
    expect(rest[1]).toEndWith('disabled since 2025-10-01')
  })

  test('is filtered by a part of the e-mail address or the name', () => {
    expect(accountLines(people, { text: 'ANN' }).slice(1)).toEqual([
      expect.stringContaining('a@b.io'),
      '1 account',
    ])
    expect(accountLines(people, { text: 'mali@' }).at(-1)).toBe('1 account')
    expect(accountLines(people, { text: 'nobody' }).at(-1)).toBe('0 accounts')
  })

  test('is JSON for programs', () => {
    const [text = '', ...more] = accountLines(people, { isJson: true, text: 'ann' })
    expect(more).toEqual([])
    expect(JSON.parse(text)).toEqual([
      {
        id: exampleIds.user,
        email: 'a@b.io',
        full_name: 'Ann',
        created_at: at,
        is_verified: false,
        disabled_at: at,
      },
    ])
  })
})
