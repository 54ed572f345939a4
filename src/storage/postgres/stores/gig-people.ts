import { getTableColumns } from 'drizzle-orm'
import type { Gig, GigDetails, GigPerson } from '../../../domain/gigs/gig.ts'
import type { GigId, UserId } from '../../../domain/ids.ts'
import { gigs, users } from '../../tables.ts'
import { listOf } from '../engine/columns.ts'
import { idArray, type Queries } from '../engine/queries.ts'

const { rowId: _n, isHidden, ...gigColumns } = getTableColumns(gigs)
const { id, fullName, profileImageId, isVerified, ratingSum, reviewCount, disabledAt } =
  getTableColumns(users)

export const gigList = listOf({ ...gigColumns, isHidden }, 'gigs')

const personList = listOf({ id, fullName, profileImageId, isVerified, ratingSum, reviewCount, disabledAt })

export interface GigRow extends Omit<Gig, 'isHidden'> {
  /** It is in no list and no search. */
  isHidden: boolean
}

export type GigRoom = Pick<GigDetails, 'roomId' | 'paymentStatus'>

const noRoom: GigRoom = { roomId: null, paymentStatus: null }

const readPeople = async (queries: Queries, ids: readonly UserId[]): Promise<Map<UserId, GigPerson>> => {
  const people = await queries.all<GigPerson>(`SELECT ${personList} FROM users WHERE id = ANY ($1::uuid[])`, [
    idArray(ids),
  ])
  return new Map(people.map(person => [person.id, person]))
}

export const roomColumns = `chat_rooms.id AS "roomId", coalesce(
  (SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
    AND status IN ('PROCESSING', 'PENDING', 'COMPLETED')),
  (SELECT status FROM transactions WHERE transactions.gig_id = chat_rooms.gig_id
    ORDER BY created_at DESC, id DESC LIMIT 1)
) AS "paymentStatus"`

/** In one statement. */
export const readRooms = async (queries: Queries, ids: readonly GigId[]): Promise<Map<GigId, GigRoom>> => {
  if (ids.length === 0) return new Map()
  const rooms = await queries.all<GigRoom & { gigId: GigId }>(
    `SELECT gig_id AS "gigId", ${roomColumns} FROM chat_rooms WHERE gig_id = ANY ($1::uuid[])`,
    [idArray(ids)],
  )
  return new Map(rooms.map(({ gigId, roomId, paymentStatus }) => [gigId, { roomId, paymentStatus }]))
}

/** Two statements add what is shown (ruling K7). @param isOfReader whose rooms and payments are shown */
export const completeGigs = async (
  queries: Queries,
  rows: readonly GigRow[],
  isOfReader: (gig: Pick<Gig, 'seekerId' | 'helperId'>) => boolean,
): Promise<GigDetails[]> => {
  if (rows.length === 0) return []
  const withRoom = rows.filter(row => row.helperId !== null && isOfReader(row)).map(row => row.id)
  const people = await readPeople(queries, [
    ...new Set(
      rows.flatMap(({ seekerId, helperId }) => (helperId === null ? [seekerId] : [seekerId, helperId])),
    ),
  ])
  const rooms = await readRooms(queries, withRoom)
  return rows.map(({ isHidden: isOutside, ...gig }) => {
    const seeker = people.get(gig.seekerId)
    if (!seeker) throw new Error('A gig has a seeker who is not there.')
    const helper = gig.helperId === null ? null : (people.get(gig.helperId) ?? null)
    return { ...gig, seeker, helper, ...(rooms.get(gig.id) ?? noRoom), ...(isOutside && { isHidden: true }) }
  })
}

/** Null stands for nobody. */
export const isGigOf =
  (reader: UserId | null) =>
  ({ seekerId, helperId }: Pick<Gig, 'seekerId' | 'helperId'>): boolean =>
    seekerId === reader || helperId === reader
