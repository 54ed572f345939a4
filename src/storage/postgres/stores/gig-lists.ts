import type { GigRole, GigStatus } from '../../../domain/gigs/gig.ts'
import type { UserId } from '../../../domain/ids.ts'
import type { PageRequest } from '../../../lib/page.ts'
import type { Queries } from '../engine/queries.ts'
import { everybody } from '../engine/totals.ts'
import { isShown, Parameters } from '../geo/found-gigs.ts'
import { type GigKey, joinVersions } from './known-gigs.ts'

interface ListedKeys {
  keys: GigKey[]
  totalCount: number
}

interface ListRow {
  total: number
  /** A list of [id, version]. */
  keys: string | null
}

/** `page` is a table with the columns id and created_at. */
const readList = async (
  reads: Queries,
  total: string,
  page: string,
  parameters: Parameters,
): Promise<ListedKeys> => {
  const row = await reads.get<ListRow>(
    `SELECT (${total})::float8 AS total, (
      SELECT json_agg(json_build_array(gigs.id, gigs.version) ORDER BY gigs.created_at DESC, gigs.id DESC)
      FROM (${page}) AS page ${joinVersions('page.id')}
    )::text AS keys`,
    parameters.values,
  )
  const tuples: [id: GigKey['id'], version: string][] = JSON.parse(row?.keys ?? '[]') // as above
  return { keys: tuples.map(([id, version]) => ({ id, version })), totalCount: row?.total ?? 0 }
}

const totalOf = (
  owner: string,
  lists: readonly string[],
  status: GigStatus | null,
  parameters: Parameters,
) => {
  const kind = status === null ? '' : ` AND kind = '${status}'`
  return `SELECT coalesce(sum(count), 0) FROM list_totals
    WHERE owner = ${parameters.add(owner, 'uuid')} AND list IN (${lists.map(list => `'${list}'`).join(', ')})${kind}`
}

const newestFirst = 'ORDER BY created_at DESC, id DESC'

/** Newest first, ties by id. */
export const listNewestPending = (reads: Queries, { skip, limit }: PageRequest): Promise<ListedKeys> => {
  const parameters = new Parameters()
  const total = totalOf(everybody, ['gigs'], 'PENDING', parameters)
  const page = `SELECT id FROM gigs WHERE ${isShown('PENDING')} ${newestFirst}
    OFFSET ${parameters.add(skip, 'bigint')} LIMIT ${parameters.add(limit, 'int')}`
  return readList(reads, total, page, parameters)
}

/** Each role is read from its index in order. */
export const listOf = (
  reads: Queries,
  userId: UserId,
  roles: readonly GigRole[],
  status: GigStatus | null,
  { skip, limit }: PageRequest,
): Promise<ListedKeys> => {
  const parameters = new Parameters()
  const total = totalOf(
    userId,
    roles.map(role => `gigs_as_${role}`),
    status,
    parameters,
  )
  const owner = parameters.add(userId, 'uuid')
  const end = parameters.add(skip + limit, 'bigint')
  const kind = status === null ? '' : ` AND status = '${status}'`
  // Seeker and helper of a gig always differ, so no gig is in both parts.
  const parts = roles.map(
    role =>
      `(SELECT id, created_at FROM gigs WHERE ${role}_id = ${owner}${kind} ${newestFirst} LIMIT ${end})`,
  )
  const page = `SELECT id FROM (${parts.join(' UNION ALL ')}) AS of_roles ${newestFirst}
    OFFSET ${parameters.add(skip, 'bigint')} LIMIT ${parameters.add(limit, 'int')}`
  return readList(reads, total, page, parameters)
}
