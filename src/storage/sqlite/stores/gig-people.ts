import type Database from 'better-sqlite3'
import type { Gig, GigDetails, GigPerson } from '../../../domain/gigs/gig.ts'
import type { FileId, GigId, RoomId, UserId } from '../../../domain/ids.ts'
import type { TransactionStatus } from '../../../domain/transactions/transaction.ts'
import type { Timestamp } from '../../../lib/timestamp.ts'

type PersonRow = [
  id: UserId,
  fullName: string,
  profileImageId: FileId | null,
  isVerified: 0 | 1,
  ratingSum: number,
  reviewCount: number,
  disabledAt: Timestamp | null,
]

const personColumns = 'id, full_name, profile_image_id, is_verified, rating_sum, review_count, disabled_at'

// Written out, because a page has up to two people for each gig: the general shaping of rows takes longer than the read.
const toPerson = ([
  id,
  fullName,
  profileImageId,
  isVerified,
  ratingSum,
  reviewCount,
  disabledAt,
]: PersonRow): GigPerson => ({
  id,
  fullName,
  profileImageId,
  isVerified: isVerified === 1,
  ratingSum,
  reviewCount,
  disabledAt,
})

interface RoomRow {
  gigId: GigId
  roomId: RoomId
  paymentStatus: TransactionStatus | null
}

/** Reads what is shown of gigs besides themselves: all people of a page in one statement (ruling K7). */
export interface GigPeople {
  /** For a page. Rooms and payments are read for gigs of `reader` alone, and for none with null. */
  completeAll(gigs: readonly Gig[], reader: UserId | null): GigDetails[]
  complete(gig: Gig): GigDetails
}

export const createGigPeople = (connection: Database.Database): GigPeople => {
  const findPerson = connection
    .prepare<[UserId], PersonRow>(`SELECT ${personColumns} FROM users WHERE id = ?`)
    .raw()
  const findPeople = connection
    .prepare<[string], PersonRow>(
      `SELECT ${personColumns} FROM users WHERE id IN (SELECT value FROM json_each(?))`,
    )
    .raw()
  const findRooms = connection.prepare<[string], RoomRow>(`
    SELECT gig_id AS gigId, id AS roomId, coalesce(
      (SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
        AND status IN ('PROCESSING', 'PENDING', 'COMPLETED')),
      (SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
        ORDER BY created_at DESC, id DESC LIMIT 1)
    ) AS paymentStatus
    FROM chat_rooms WHERE gig_id IN (SELECT value FROM json_each(?))`)

  const peopleOf = (gigs: readonly Gig[]): Map<UserId, GigPerson> => {
    const ids = new Set<UserId>()
    for (const { seekerId, helperId } of gigs) {
      ids.add(seekerId)
      if (helperId !== null) ids.add(helperId)
    }
    const people = new Map<UserId, GigPerson>()
    const enter = (row: PersonRow | undefined) => row && people.set(row[0], toPerson(row))
    // One or two are found faster one by one than by way of JSON.
    if (ids.size <= 2) for (const userId of ids) enter(findPerson.get(userId))
    else for (const row of findPeople.all(JSON.stringify([...ids]))) enter(row)
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
      return {
        ...gig,
        seeker,
        helper: gig.helperId === null ? null : (people.get(gig.helperId) ?? null),
        roomId: room?.roomId ?? null,
        paymentStatus: room?.paymentStatus ?? null,
      }
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
      const [details] = completeWith([gig], gig.helperId === null ? [] : [gig])
      if (!details) throw new Error('A gig was not completed.')
      return details
    },
  }
}
