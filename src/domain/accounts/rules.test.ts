import { describe, expect, test } from 'bun:test'
import { at, makeGig, makeUser } from '../../../test/support/stores.ts'
import { readConfig } from '../../config.ts'
import type { GigStatus } from '../gigs/gig.ts'
import { backupSentence } from './model.ts'
import { assertNothingHeld, deletedAccount, gigLeftBy, gigLeftNotification } from './rules.ts'

const seeker = makeUser()
const helper = makeUser({ fullName: 'Mali' })
const gigOf = (status: GigStatus) =>
  makeGig(seeker, {
    status,
    helperId: status === 'PENDING' ? null : helper.id,
    latitude: 13.7563,
    longitude: -0.549,
  })

describe('a gig whose seeker leaves', () => {
  test('is cancelled unless it has ended, and keeps the town and no address or picture', () => {
    const statuses = ['PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const
    const left = statuses.map(status => gigLeftBy(gigOf(status), seeker.id, at(5)))
    expect(left.map(({ status }) => status)).toEqual([
      'CANCELLED',
      'CANCELLED',
      'CANCELLED',
      'COMPLETED',
      'CANCELLED',
    ])
    for (const gig of left)
      expect(gig).toMatchObject({
        addressText: '(deleted)',
        imageUrls: [],
        latitude: 13.8,
        longitude: -0.5,
        updatedAt: at(5),
      })
  })
})

describe('a gig whose helper leaves', () => {
  test('is cancelled while it is open, and its place stays', () => {
    for (const status of ['ACCEPTED', 'IN_PROGRESS'] as const) {
      const gig = gigOf(status)
      expect(gigLeftBy(gig, helper.id, at(5))).toEqual({ ...gig, status: 'CANCELLED', updatedAt: at(5) })
    }
  })

  test('stays as it is once it has ended', () => {
    for (const status of ['COMPLETED', 'CANCELLED'] as const) {
      const gig = gigOf(status)
      expect(gigLeftBy(gig, helper.id, at(5))).toBe(gig)
    }
  })
})

describe('the other one of a gig', () => {
  const told = (status: GigStatus, leaver: typeof seeker) => {
    const gig = gigOf(status)
    return gigLeftNotification(gig, gigLeftBy(gig, leaver.id, at(5)), leaver.id).map(({ userId, text }) => [
      userId,
      text,
    ])
  }

  test('is told that it was cancelled, whoever has left', () => {
    const text = '"Help move furniture" is cancelled.'
    expect(told('ACCEPTED', seeker)).toEqual([[helper.id, text]])
    expect(told('IN_PROGRESS', helper)).toEqual([[seeker.id, text]])
  })

  test('is told nothing where nothing changes for them, or where there is none', () => {
    expect([...told('COMPLETED', seeker), ...told('CANCELLED', helper), ...told('PENDING', seeker)]).toEqual(
      [],
    )
  })
})

describe('a deleted account', () => {
  test('has no name, address, place or picture, and an e-mail that nobody can have', () => {
    const user = makeUser({
      contactInfo: '081 234 5678',
      addressText: 'Soi 1',
      isVerified: true,
      latitude: 13.7,
      longitude: 100.5,
      ratingSum: 9,
      reviewCount: 2,
    })
    expect(deletedAccount(user, at(5))).toEqual({
      ...makeUser(),
      id: user.id,
      email: `${user.id}@deleted.invalid`,
      fullName: 'Deleted user',
      isAvailable: false,
      disabledAt: at(5),
      deletedAt: at(5),
      ratingSum: 9,
      reviewCount: 2,
    })
  })

  test('that was disabled before stays disabled since then', () => {
    expect(deletedAccount(makeUser({ disabledAt: at(1) }), at(5))).toMatchObject({
      disabledAt: at(1),
      deletedAt: at(5),
    })
  })

  test('had no money held', () => {
    const account = { passwordHash: 'hash', hasHeldMoney: false }
    expect(() => assertNothingHeld(account)).not.toThrow()
    expect(() => assertNothingHeld({ ...account, hasHeldMoney: true })).toThrow('is still held')
  })

  test('stands in backups for as long as the operator has chosen', () => {
    const configOf = (env: Record<string, string>) =>
      readConfig({ DATA_DIR: ':memory:', ...env }, 'production')
    const begin = 'Backups that were made before now still hold the account.'
    expect(backupSentence(configOf({}))).toBe(
      `${begin} They are kept as long as the operator of the server keeps them.`,
    )
    expect(
      backupSentence(configOf({ DATA_DIR: './data', BACKUP_SCHEDULE: '0 3 * * *', BACKUP_KEEP: '3' })),
    ).toBe(`${begin} The operator of the server keeps the newest 3.`)
  })
})
