import type Database from 'better-sqlite3'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Gig, GigDetails, GigPerson } from '../../../domain/gigs/gig.ts'
import type { GigId, RoomId, UserId } from '../../../domain/ids.ts'
import type { TransactionStatus } from '../../../domain/transactions/transaction.ts'
import { named, prepareRows } from '../engine/statements.ts'
import { users } from '../engine/tables.ts'

const { id, fullName, profileImageId, isVerified, ratingSum, reviewCount, disabledAt } = users
const personColumns = { id, fullName, profileImageId, isVerified, ratingSum, reviewCount, disabledAt }

interface RoomRow {
  gigId: GigId
  roomId: RoomId
  paymentStatus: TransactionStatus | null
}

/** Reads what is shown of gigs besides themselves: all people of a page in one statement (ruling K7). */
export interface GigPeople {
  /**
   * Completes the gigs of a page in place; nobody else may hold them. Rooms and payments are read for gigs of `reader`
   * alone, and for none with null.
   */
  completeAll(gigs: readonly Gig[], reader: UserId | null): GigDetails[]
  complete(gig: Gig): GigDetails
}

export const createGigPeople = (connection: Database.Database): GigPeople => {
  const db = drizzle(connection)
  const select = db.select(personColumns).from(users)
  const findPerson = prepareRows(connection, personColumns, select.where(eq(users.id, named('id'))))
  const findPeople = prepareRows(
    connection,
    personColumns,
    db
      .select(personColumns)
      .from(users)
      .where(sql`${users.id} IN (SELECT value FROM json_each(${named('ids')}))`),
  )
  const findRooms = connection.prepare<[string], RoomRow>(`
    SELECT gig_id AS gigId, id AS roomId, (
      SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
      ORDER BY status IN ('PROCESSING', 'PENDING', 'COMPLETED') DESC, created_at DESC, id DESC LIMIT 1
    ) AS paymentStatus
    FROM chat_rooms WHERE gig_id IN (SELECT value FROM json_each(?))`)

  const peopleOf = (gigs: readonly Gig[]): Map<UserId, GigPerson> => {
    const ids = new Set<UserId>()
    for (const { seekerId, helperId } of gigs) {
      ids.add(seekerId)
      if (helperId !== null) ids.add(helperId)
    }
    const people = new Map<UserId, GigPerson>()
    const enter = (person: GigPerson | undefined) => person && people.set(person.id, person)
    // One or two are found faster one by one than by way of JSON.
    if (ids.size <= 2) for (const userId of ids) enter(findPerson.get({ id: userId }))
    else for (const person of findPeople.all({ ids: JSON.stringify([...ids]) })) enter(person)
    return people
  }

  const roomsOf = (gigs: readonly Gig[]): Map<GigId, RoomRow> =>
    gigs.length === 0
      ? new Map()
      : new Map(findRooms.all(JSON.stringify(gigs.map(gig => gig.id))).map(row => [row.gigId, row]))

  const completeWith = (gigs: readonly Gig[], gigsOfReader: readonly Gig[]): GigDetails[] => {
    const people = peopleOf(gigs)
    const rooms = roomsOf(gigsOfReader)
    return gigs.map(gig => {
      const seeker = people.get(gig.seekerId)
      if (!seeker) throw new Error('A gig has a seeker who is not there.')
      const room = rooms.get(gig.id)
      return Object.assign(gig, {
        seeker,
        helper: gig.helperId === null ? null : (people.get(gig.helperId) ?? null),
        roomId: room?.roomId ?? null,
        paymentStatus: room?.paymentStatus ?? null,
      })
    })
  }

  return {
    completeAll: (gigs, reader) =>
      completeWith(
        gigs,
        gigs.filter(
          ({ seekerId, helperId }) =>
            helperId !== null && reader !== null && (seekerId === reader || helperId === reader),
        ),
      ),
    complete: gig => {
      const [details] = completeWith([{ ...gig }], gig.helperId === null ? [] : [gig])
      if (!details) throw new Error('A gig was not completed.')
      return details
    },
  }
}
