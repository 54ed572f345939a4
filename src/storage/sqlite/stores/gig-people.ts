import type Database from 'better-sqlite3'
import type { Gig, GigDetails, GigPerson } from '../../../domain/gigs/gig.ts'
import type { FileId, GigId, UserId } from '../../../domain/ids.ts'
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

export const personColumns =
  'id, full_name, profile_image_id, is_verified, rating_sum, review_count, disabled_at'

// Written out, because a page has two people a gig and the general shaping takes longer than the read.
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

export type GigRoom = Pick<GigDetails, 'roomId' | 'paymentStatus'>

export const noRoom: GigRoom = { roomId: null, paymentStatus: null }

/** The seeker and the helper as a gig shows them (ruling K7). */
export interface GigPeople {
  readPeople(ids: readonly UserId[]): Map<UserId, GigPerson>
  readRooms(ids: readonly GigId[]): Map<GigId, GigRoom>
  complete(gig: Gig): GigDetails
}

/** @param recall a person as the connection would read them, where they are in memory */
export const createGigPeople = (
  connection: Database.Database,
  recall: (id: UserId) => GigPerson | null = () => null,
): GigPeople => {
  const findPerson = connection
    .prepare<[UserId], PersonRow>(`SELECT ${personColumns} FROM users WHERE id = ?`)
    .raw()
  const findPeople = connection
    .prepare<[string], PersonRow>(
      `SELECT ${personColumns} FROM users WHERE id IN (SELECT value FROM json_each(?))`,
    )
    .raw()
  const findRooms = connection.prepare<[string], GigRoom & { gigId: GigId }>(`
    SELECT gig_id AS gigId, id AS roomId, coalesce(
      (SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
        AND status IN ('PROCESSING', 'PENDING', 'COMPLETED')),
      (SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
        ORDER BY created_at DESC, id DESC LIMIT 1)
    ) AS paymentStatus
    FROM chat_rooms WHERE gig_id IN (SELECT value FROM json_each(?))`)

  const readPeople: GigPeople['readPeople'] = ids => {
    const people = new Map<UserId, GigPerson>()
    const enter = (row: PersonRow | undefined) => row && people.set(row[0], toPerson(row))
    // One or two are found faster without JSON.
    if (ids.length <= 2) for (const userId of ids) enter(findPerson.get(userId))
    else for (const row of findPeople.all(JSON.stringify(ids))) enter(row)
    return people
  }

  const personOf = (id: UserId): GigPerson | null => recall(id) ?? readPeople([id]).get(id) ?? null

  const readRooms: GigPeople['readRooms'] = ids =>
    new Map(
      findRooms
        .all(JSON.stringify(ids))
        .map(({ gigId, roomId, paymentStatus }) => [gigId, { roomId, paymentStatus }]),
    )

  return {
    readPeople,
    readRooms,
    complete: gig => {
      const { seekerId, helperId } = gig
      const seeker = personOf(seekerId)
      if (!seeker) throw new Error('A gig has a seeker who is not there.')
      const helper = helperId === null ? null : personOf(helperId)
      const room = helperId === null ? noRoom : (readRooms([gig.id]).get(gig.id) ?? noRoom)
      return { ...gig, seeker, helper, ...room }
    },
  }
}
