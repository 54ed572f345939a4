import { getTableColumns } from 'drizzle-orm'
import type { Gig, GigChange, GigDetails, GigPerson } from '../../../domain/gigs/gig.ts'
import type { GigId, UserId } from '../../../domain/ids.ts'
import { gigNotFound } from '../../../domain/not-found.ts'
import { gigs } from '../../tables.ts'
import { prepareInsert, prepareUpdate } from '../engine/columns.ts'
import { idArray, type Queries } from '../engine/queries.ts'
import { completeGigs, type GigRow, gigList } from './gig-people.ts'

const { rowId: _rowId, isHidden: _isHidden, ...columns } = getTableColumns(gigs)
const { id: _id, createdAt: _createdAt, seekerId: _seekerId, ...changing } = columns

/** Its row is locked. */
export interface StoredGig<Found extends Gig = Gig> {
  /** It is in no search and no list of others. */
  isHidden: boolean
  gig: Found
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const getGig = async (tx: Queries, id: GigId): Promise<StoredGig> => {
  const row = await tx.get<GigRow>(`SELECT ${gigList} FROM gigs WHERE id = $1 FOR NO KEY UPDATE`, [id])
  if (!row) throw gigNotFound()
  return storedOf(row)
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const getGigDetails = async (tx: Queries, id: GigId): Promise<StoredGig<GigDetails>> => {
  const { gig, isHidden } = await getGig(tx, id)
  await keepPeople(tx, gig)
  return { isHidden, gig: await completeRow(tx, { ...gig, isHidden }) }
}

/** A deletion of its people waits for this transaction, or the gig shows that they are deleted. */
const keepPeople = (tx: Queries, { seekerId, helperId }: Gig): Promise<number> =>
  tx.run('SELECT 1 FROM users WHERE id = ANY ($1::uuid[]) ORDER BY id FOR KEY SHARE', [
    idArray(helperId === null ? [seekerId] : [seekerId, helperId]),
  ])

const storedOf = ({ isHidden, ...gig }: GigRow): StoredGig => ({ isHidden, gig })

export const completeGig = (tx: Queries, gig: Gig): Promise<GigDetails> =>
  completeRow(tx, { ...gig, isHidden: false })

const completeRow = async (tx: Queries, row: GigRow): Promise<GigDetails> => {
  const [details] = await completeGigs(tx, [row], () => true)
  if (!details) throw new Error('A gig was completed to nothing.')
  return details
}

export const withHidden = (gig: GigDetails, { isHidden }: Pick<StoredGig, 'isHidden'>): GigDetails =>
  isHidden ? { ...gig, isHidden: true } : gig

/** There is none for a hidden gig (ruling K7), or for one that stayed the same object. */
export const gigChangesOf = async (
  { gig: before, isHidden }: StoredGig,
  gig: Gig | null,
  complete: () => GigDetails | null | Promise<GigDetails | null>,
): Promise<GigChange[]> => (before === gig || isHidden ? [] : [{ before, after: await complete() }])

/** The account is not disabled meanwhile; disabling hides the gigs that it finds afterwards. */
export const lockPerson = async (tx: Queries, id: UserId): Promise<Pick<GigPerson, 'disabledAt'> | null> =>
  tx.get('SELECT disabled_at AS "disabledAt" FROM users WHERE id = $1 FOR SHARE', [id])

const insert = prepareInsert('gigs', columns)
const update = prepareUpdate('gigs', changing)

export const insertGig = async (tx: Queries, gig: Gig): Promise<void> => {
  await insert(tx, gig)
}

/** Nothing is written when both are the same object. */
export const replaceGig = async (tx: Queries, { gig }: StoredGig, after: Gig): Promise<Gig> => {
  if (after !== gig) await update(tx, after)
  return after
}

export const removeGigs = async (tx: Queries, ids: readonly GigId[]): Promise<void> => {
  await tx.run('DELETE FROM gigs WHERE id = ANY ($1::uuid[])', [idArray(ids)])
}

/** The gigs after one, in the order of their posting. */
export const lockGigsOf = async (
  tx: Queries,
  role: 'seeker_id' | 'helper_id',
  userId: UserId,
  [createdAt, id]: readonly [string, string],
  limit: number,
): Promise<StoredGig[]> => {
  const rows = await tx.all<GigRow>(
    `SELECT ${gigList} FROM gigs WHERE ${role} = $1 AND (created_at, id) > ($2, $3)
    ORDER BY created_at, id LIMIT $4 FOR NO KEY UPDATE`,
    [userId, createdAt, id, limit],
  )
  return rows.map(storedOf)
}

const setHidden = (tx: Queries, ids: readonly GigId[], isHidden: boolean): Promise<number> =>
  tx.run('UPDATE gigs SET is_hidden = $2 WHERE id = ANY ($1::uuid[])', [idArray(ids), isHidden])

/** No effect on a hidden gig. */
export const hideGig = async (tx: Queries, { gig, isHidden }: StoredGig): Promise<GigChange[]> => {
  if (isHidden) return []
  await setHidden(tx, [gig.id], true)
  return [{ before: gig, after: null }]
}

export const showGig = async (tx: Queries, { gig }: Pick<StoredGig, 'gig'>): Promise<GigChange[]> => {
  await setHidden(tx, [gig.id], false)
  return [{ before: null, after: await completeGig(tx, gig) }]
}

/** At most `limit`. What an operator has hidden stays hidden when its seeker is enabled. */
export const hideGigsOf = async (
  tx: Queries,
  seekerId: UserId,
  becomesHidden: boolean,
  limit: number,
): Promise<GigChange[]> => {
  const rows = await tx.all<GigRow>(
    `SELECT ${gigList} FROM gigs WHERE seeker_id = $1 AND ${becomesHidden ? 'NOT is_hidden' : 'is_hidden'}
      AND NOT (is_hidden AND EXISTS (
        SELECT 1 FROM hidden_things WHERE kind = 'gig' AND hidden_things.id = gigs.id))
    ORDER BY id LIMIT $2 FOR NO KEY UPDATE`,
    [seekerId, limit],
  )
  if (rows.length === 0) return []
  const found = rows.map(row => storedOf(row).gig)
  await setHidden(
    tx,
    rows.map(({ id }) => id),
    becomesHidden,
  )
  if (becomesHidden) return found.map(before => ({ before, after: null }))
  const shown = await completeGigs(
    tx,
    rows.map(row => ({ ...row, isHidden: false })),
    () => true,
  )
  return shown.map(after => ({ before: null, after }))
}
