import { afterEach, beforeEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { recountTotals } from '../../src/storage/sqlite/engine/totals.ts'
import { verifyDatabase } from '../../src/storage/sqlite/engine/verify.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { arrangeCompletedGig, notificationsOf, notify, postGig, registerUser } from '../store/arrange.ts'
import { at, makeFolder, makeNotification, makeWrite, openStore } from '../support/stores.ts'

/** The numbers that are kept beside the rows they count. */

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const withDatabase = <Result>(use: (db: Database.Database) => Result): Result => {
  const db = new Database(join(folder.path, databaseFileName))
  const result = use(db)
  db.close()
  return result
}
const problems = () => withDatabase(db => verifyDatabase(db).problems)

/** A completed gig and a notification. */
const fill = async () => {
  const store = openStore(folder.path)
  const { seeker, gig } = await arrangeCompletedGig(store)
  await notify(store, gig, [makeNotification(seeker, gig)])
  await store.close()
}

test('wrong totals are found and counted again', async () => {
  await fill()
  expect(problems()).toEqual([])
  withDatabase(db => {
    db.exec("UPDATE list_totals SET count = count + 1 WHERE list = 'gigs_as_seeker' AND count = 1")
    db.exec("DELETE FROM list_totals WHERE list = 'unread_notifications'")
    db.exec("INSERT INTO list_totals VALUES ('', 'gigs', 'CANCELLED', 7, 0)")
  })
  expect(problems()).toEqual(['3 totals of lists are wrong.'])
  withDatabase(recountTotals)
  expect(problems()).toEqual([])
})

test('a notification that goes with its gig is no longer counted as unread', async () => {
  const store = openStore(folder.path)
  const seeker = await registerUser(store)
  const gig = await postGig(store, seeker)
  await notify(store, gig, [makeNotification(seeker, gig)])
  await store.gigs.withdraw(makeWrite(), gig.id, () => {})
  expect((await notificationsOf(store, seeker)).unreadCount).toBe(0)
  await store.close()
  expect(problems()).toEqual([])
})

test('each new notification deletes at most four expired ones, and those left are not counted', async () => {
  const monthSeconds = 30 * 24 * 3600
  const store = openStore(folder.path)
  const seeker = await registerUser(store)
  const gig = await postGig(store, seeker)
  await notify(store, gig, Array(10).fill(makeNotification(seeker, gig)), at(-monthSeconds - 1))
  const rows = () =>
    withDatabase(db => Number(db.prepare('SELECT count(*) FROM notifications').pluck().get()))
  for (const left of [6 + 1, 2 + 2, 0 + 3, 0 + 4]) {
    await notify(store, gig, [makeNotification(seeker, gig)], at(0))
    expect(rows()).toBe(left)
    const { notifications, unreadCount } = await notificationsOf(store, seeker, at(-1))
    expect(unreadCount).toBe(notifications.length)
  }
  await store.close()
  expect(problems()).toEqual([])
})

test('no check of a database compares each row of a table with every row of another', async () => {
  await fill()
  const statements = new Set<unknown>()
  const db = new Database(join(folder.path, databaseFileName), { verbose: sql => statements.add(sql) })
  verifyDatabase(db)
  const selects = [...statements].map(String).filter(sql => /^\s*(SELECT|WITH)/.test(sql))
  expect(selects.length).toBeGreaterThan(20)
  const plans = selects.map(sql => {
    const steps = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all()
    return steps.map(({ detail }) => detail).join('\n')
  })
  // A join that scans its right side for each row of its left side.
  expect(plans.filter(plan => /^(SCAN .* LEFT-JOIN|RIGHT-JOIN .*)$/m.test(plan))).toEqual([])
  db.close()
})
