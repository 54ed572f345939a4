import { describe, expect, test } from 'bun:test'
import { expiredBackups } from './retention.ts'

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
