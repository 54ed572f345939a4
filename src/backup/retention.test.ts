import { describe, expect, test } from 'bun:test'
import { expiredBackups, parseBackupName } from './retention.ts'

const nameAt = (day: string, ending = '.tar.gz') => `chayenity-${day}T030000${ending}`
const none = { newest: 1, days: 0, weeks: 0, months: 0 }

/** Every night from 1 July to 1 October 2025, a Wednesday. */
const nights = Array.from({ length: 93 }, (_, n) =>
  nameAt(new Date(Date.UTC(2025, 6, 1 + n)).toISOString().slice(0, 10).replaceAll('-', '')),
)

const keptOf = (names: string[], retention: typeof none) => {
  const expired = expiredBackups(names, retention)
  return names.filter(name => !expired.includes(name))
}

describe('the backups that are kept', () => {
  test('are the newest', () => {
    expect(keptOf(nights, { ...none, newest: 2 })).toEqual([nameAt('20250930'), nameAt('20251001')])
  })

  test('are the newest of each of the last days, weeks from Monday, and months', () => {
    expect(keptOf(nights, { newest: 1, days: 2, weeks: 3, months: 3 })).toEqual([
      nameAt('20250831'),
      nameAt('20250921'),
      nameAt('20250928'),
      nameAt('20250930'),
      nameAt('20251001'),
    ])
  })

  test('are counted by days that have one: a time without backups deletes nothing', () => {
    const names = [nameAt('20250101'), nameAt('20250601'), nameAt('20251001')]
    expect(keptOf(names, { ...none, days: 3 })).toEqual(names)
  })

  test('of damaged data never take the place of good ones', () => {
    const damaged = ['20251002', '20251003', '20251004'].map(day => nameAt(day, '-damaged.tar.gz'))
    expect(keptOf([...nights, ...damaged], { ...none, newest: 2 })).toEqual([
      nameAt('20250930'),
      nameAt('20251001'),
      ...damaged.slice(-2),
    ])
  })

  test('are never files with another name', () => {
    const names = ['chayenity-mine.tar.gz', 'before-schema-9-20250930T000000.tar.gz', 'note.txt', 'a.tar.gz']
    expect(expiredBackups([...names, nameAt('20251001'), nameAt('20251002', '.tar.gz.age')], none)).toEqual([
      nameAt('20251001'),
    ])
  })
})

test('the weeks of backups end on Sunday, and their days at midnight in UTC', () => {
  const at = (moment: string) => `chayenity-${moment}.tar.gz`
  const [sunday, monday] = ['20251005T235959', '20251006T000000']
  const names = [at('20251005T120000'), at(sunday), at(monday), at('20251006T120000')]
  expect(keptOf(names, { ...none, weeks: 2 })).toEqual([at(sunday), at('20251006T120000')])
  expect(keptOf(names, { ...none, days: 2 })).toEqual([at(sunday), at('20251006T120000')])
  expect(keptOf([...names].reverse(), { ...none, days: 2 })).toEqual([at('20251006T120000'), at(sunday)])
  expect(keptOf([at('20250930T235959'), at('20251001T000000')], { ...none, months: 1 })).toEqual([
    at('20251001T000000'),
  ])
})

test.each([
  ['chayenity-20251001T030405.tar.gz', Date.UTC(2025, 9, 1, 3, 4, 5), false],
  ['chayenity-20251001T030405-damaged.tar.gz', Date.UTC(2025, 9, 1, 3, 4, 5), true],
  ['chayenity-20251001T030405-damaged.tar.gz.age', Date.UTC(2025, 9, 1, 3, 4, 5), true],
])('the name %s says when a backup was made, and whether of damaged data', (name, atMs, isDamaged) => {
  expect(parseBackupName(name)).toEqual({ name, atMs, isDamaged })
})

test.each([
  'chayenity-20251301T030405.tar.gz',
  'chayenity-20251001T250405.tar.gz',
  'chayenity-20251001T030405.tar.gz.new',
  'my-chayenity-20251001T030405.tar.gz',
  'chayenity-20251001T030405.tar.gz.zip',
])('the name %s is that of no backup', name => {
  expect(parseBackupName(name)).toBeNull()
})
