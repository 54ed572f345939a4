import { getTableColumns } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { GigDetails } from '../../../domain/gigs/gig.ts'
import type { GigId, UserId } from '../../../domain/ids.ts'
import type { Bound } from '../../../lib/bound.ts'
import { isUuid } from '../../../lib/ids.ts'
import { gigs, users } from '../../tables.ts'
import { createBatchedRead } from '../engine/batched-reads.ts'
import type { Columns } from '../engine/columns.ts'
import { idArray, type Queries } from '../engine/queries.ts'
import { type GigRoom, readRooms, roomColumns } from './gig-people.ts'

/** A gig of a page, and the version of everything that is shown of it to everybody. */
export interface GigKey {
  id: GigId
  version: string
}

type PublicGig = Omit<GigDetails, 'roomId' | 'paymentStatus'>

interface KnownGig {
  readonly version: string
  /** As everybody sees it. */
  readonly forAll: GigDetails
  /** With the room and the payment, as its two people see it. */
  forTheTwo: GigDetails | null
}

/** Of the texts of all remembered gigs together, in characters. */
const maxCharacters = 8 * 1024 ** 2

/** Of a gig besides its own words. */
const gigCharacters = 1600

/** The people of a row of `gigs`. */
const joinPeople =
  'JOIN users AS seeker ON seeker.id = gigs.seeker_id LEFT JOIN users AS helper ON helper.id = gigs.helper_id'

/**
 * The transactions that wrote the gig and its people last. The server counts them up, and every change of a row changes
 * this.
 */
const version = `concat_ws('.', gigs.xmin, seeker.xmin, helper.xmin)`

/**
 * Joins the gigs of a page with their versions, as `gigs`. Each is looked up by its id: a planner that expected more of them
 * would read all gigs and all people instead, which `OFFSET 0` and subqueries prevent.
 * @param id the column of the ids of the page
 */
export const joinVersions = (id: string): string => `CROSS JOIN LATERAL (
  SELECT id, latitude, longitude, budget_satang, created_at, concat_ws('.', xmin,
    (SELECT xmin FROM users WHERE users.id = gigs.seeker_id),
    (SELECT xmin FROM users WHERE users.id = gigs.helper_id)) AS version
  FROM gigs WHERE gigs.id = ${id} OFFSET 0
) AS gigs`

const jsonOf = (columns: Columns, table: string): string => {
  const fields = Object.entries(columns).map(([name, { name: column, dataType }]) =>
    dataType === 'json' ? `'${name}', ${table}.${column}::json` : `'${name}', ${table}.${column}`,
  )
  return `json_build_object(${fields.join(', ')})`
}

const { rowId: _rowId, isHidden: _isHidden, ...gigColumns } = getTableColumns(gigs)
const { id, fullName, profileImageId, isVerified, ratingSum, reviewCount, disabledAt } =
  getTableColumns(users)
const personColumns = { id, fullName, profileImageId, isVerified, ratingSum, reviewCount, disabledAt }

/** A `PublicGig` as JSON text, whose fields are in the order of SQLite's. */
const gigText = `(json_build_object('gig', ${jsonOf(gigColumns, 'gigs')}, 'isHidden', gigs.is_hidden,
  'seeker', ${jsonOf(personColumns, 'seeker')},
  'helper', CASE WHEN helper.id IS NULL THEN NULL ELSE ${jsonOf(personColumns, 'helper')} END))::text`

const parseGig = (text: string): PublicGig => {
  const { gig, isHidden, seeker, helper } = JSON.parse(text) // as `gigText` says
  return { ...gig, seeker, helper, ...(isHidden && { isHidden: true }) }
}

/**
 * The gigs that were read, in memory: most of them are read many times between two changes. Other copies of the server
 * change them too, so each read asks the database for the version of a gig, and for the gig only when it has changed. A gig
 * stays the same object until then, so readers may keep what they make of it.
 */
export interface KnownGigs {
  find(id: GigId): Promise<GigDetails | null>
  /**
   * The gigs of a page in its order; one that is gone by then is left out. Rooms and payments are shown for gigs of
   * `reader` alone, and for none with null.
   */
  page(keys: readonly GigKey[], reader: UserId | null): Promise<Map<GigId, GigDetails>>
  readonly bound: Bound
}

interface FoundRow extends GigRoom {
  /** Which of the gigs that were asked for, from 1. */
  at: number
  version: string
  /** null where the version is the one that was asked for. */
  text: string | null
}

/** The gigs of `asked`, in which an id and the version that is in memory belong together. */
const findAsked = `
  SELECT asked.at::int AS at, found.* FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS asked (id, version, at)
  CROSS JOIN LATERAL (
    SELECT ${version} AS version, CASE WHEN ${version} = asked.version THEN NULL ELSE ${gigText} END AS text,
      ${roomColumns}
    FROM gigs ${joinPeople} LEFT JOIN chat_rooms ON chat_rooms.gig_id = gigs.id
    WHERE gigs.id = asked.id OFFSET 0
  ) AS found`

interface PageRow {
  id: GigId
  version: string
  text: string
}

export const createKnownGigs = (reads: Queries): KnownGigs => {
  const known = new LRUCache<GigId, KnownGig>({
    maxSize: maxCharacters,
    sizeCalculation: ({ forAll }) => gigCharacters + charactersOf(forAll),
  })

  const remember = (gigId: GigId, version: string, text: string): KnownGig => {
    const forAll = { ...parseGig(text), roomId: null, paymentStatus: null }
    const entry = { version, forAll, forTheTwo: null }
    known.set(gigId, entry)
    return entry
  }

  const withRoom = (entry: KnownGig, { roomId, paymentStatus }: GigRoom): GigDetails => {
    const { forAll, forTheTwo } = entry
    if (roomId === null) return forAll
    if (forTheTwo?.roomId === roomId && forTheTwo.paymentStatus === paymentStatus) return forTheTwo
    entry.forTheTwo = { ...forAll, roomId, paymentStatus }
    return entry.forTheTwo
  }

  const readMissing = async (keys: readonly GigKey[]): Promise<Map<GigId, KnownGig>> => {
    const missing = keys.filter(key => known.get(key.id)?.version !== key.version).map(key => key.id)
    const read = new Map<GigId, KnownGig>()
    if (missing.length === 0) return read
    const rows = await reads.all<PageRow>(
      `SELECT gigs.id, ${version} AS version, ${gigText} AS text FROM gigs ${joinPeople}
      WHERE gigs.id = ANY ($1::uuid[])`,
      [idArray(missing)],
    )
    for (const row of rows) read.set(row.id, remember(row.id, row.version, row.text))
    return read
  }

  const findAll = async (asked: readonly GigId[]): Promise<(GigDetails | null)[]> => {
    // What is no UUID is the id of no row.
    const ids = [...new Set(asked)].filter(isUuid)
    const entries = ids.map(gigId => known.get(gigId))
    const versions = entries.map(entry => entry?.version ?? 'NULL')
    const rows = await reads.all<FoundRow>(findAsked, [idArray(ids), `{${versions.join(',')}}`])
    const gigOf = (row: FoundRow): GigDetails | null => {
      const gigId = ids[row.at - 1]
      const entry = row.text === null || !gigId ? entries[row.at - 1] : remember(gigId, row.version, row.text)
      return entry ? withRoom(entry, row) : null
    }
    const byId = new Map(rows.map(row => [ids[row.at - 1], gigOf(row)]))
    return asked.map(gigId => byId.get(gigId) ?? null)
  }

  return {
    bound: {
      name: 'gigs_at_hand_characters',
      max: maxCharacters,
      used: () => known.calculatedSize,
      atBound: 'replaces',
    },
    find: createBatchedRead(findAll),
    page: async (keys, reader) => {
      const read = await readMissing(keys)
      const isOfReader = ({ seekerId, helperId }: GigDetails) => seekerId === reader || helperId === reader
      const shown = keys.flatMap(key => read.get(key.id) ?? known.get(key.id) ?? [])
      const own = shown.filter(({ forAll }) => forAll.helperId !== null && isOfReader(forAll))
      const rooms = await readRooms(
        reads,
        own.map(({ forAll }) => forAll.id),
      )
      return new Map(
        shown.map(entry => {
          const room = rooms.get(entry.forAll.id)
          return [entry.forAll.id, room ? withRoom(entry, room) : entry.forAll]
        }),
      )
    },
  }
}

const charactersOf = ({ title, description, addressText, imageUrls }: GigDetails): number =>
  imageUrls.reduce((sum, url) => sum + url.length, title.length + description.length + addressText.length)
