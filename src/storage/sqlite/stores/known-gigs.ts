import { eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { Gig, GigDetails, GigPerson } from '../../../domain/gigs/gig.ts'
import type { GigId, UserId } from '../../../domain/ids.ts'
import type { Bound } from '../../../lib/bound.ts'
import { createLru } from '../../../lib/lru.ts'
import { gigs } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { onRowChange } from '../engine/row-changes.ts'
import { named, prepareRows } from '../engine/statements.ts'
import { createGigPeople, noRoom, personColumns } from './gig-people.ts'

const { rowId, isHidden, ...columns } = getTableColumns(gigs)

const maxCharacters = 8 * 1024 ** 2

/** Besides its own words. */
const gigCharacters = 800

const maxPeople = 20_000

interface KnownGig {
  readonly gig: Gig
  readonly isHidden: boolean
  peopleVersion: number
  forAll: GigDetails | null
  /** What its two people see, with the room and the payment. */
  forTheTwo: GigDetails | null
}

/** A gig stays the same object until it or its people change, in whose transaction it is dropped. */
export interface KnownGigs {
  find(id: GigId): GigDetails | null
  /** Ordered by `rowIds`, without missing ones. Rooms and payments are shown for gigs of `reader` alone. */
  page(rowIds: readonly number[], reader: UserId | null): GigDetails[]
  /** Changes drop a person at once, also before the commit, so writes may use it. */
  recallPerson(id: UserId): GigPerson | null
  readonly bounds: readonly Bound[]
}

export const createKnownGigs = ({
  readConnection,
  writeConnection,
}: Pick<Connections, 'readConnection' | 'writeConnection'>): KnownGigs => {
  const readDb = drizzle(readConnection)
  const withRowId = { rowId, isHidden, ...columns }
  const readOne = prepareRows(
    readConnection,
    withRowId,
    readDb
      .select(withRowId)
      .from(gigs)
      .where(eq(gigs.id, named('id'))),
  )
  const readAll = prepareRows(
    readConnection,
    withRowId,
    readDb
      .select(withRowId)
      .from(gigs)
      .innerJoin(sql`json_each(${named('rowIds')}) AS page`, eq(gigs.rowId, sql`page.value`)),
  )
  const { readPeople, readRooms } = createGigPeople(readConnection)

  const rowIdOf = new Map<GigId, number>()
  const known = new LRUCache<number, KnownGig>({
    maxSize: maxCharacters,
    sizeCalculation: ({ gig }) => gigCharacters + charactersOf(gig),
    dispose: ({ gig }) => rowIdOf.delete(gig.id),
  })
  const people = createLru<UserId, GigPerson>(maxPeople)
  const dropGig = (gigRowId: number) => known.delete(gigRowId)
  const dropRoom = (id: GigId) => {
    const entry = known.peek(rowIdOf.get(id) ?? 0)
    if (entry) entry.forTheTwo = null
  }
  let peopleVersion = 0
  const dropPerson = (id: UserId) => {
    people.delete(id)
    peopleVersion += 1
  }
  onRowChange(writeConnection, { event: 'UPDATE ON gigs', key: 'old.n', run: dropGig })
  onRowChange(writeConnection, { event: 'DELETE ON gigs', key: 'old.n', run: dropGig })
  onRowChange(writeConnection, { event: 'INSERT ON transactions', key: 'new.gig_id', run: dropRoom })
  onRowChange(writeConnection, { event: 'UPDATE ON transactions', key: 'new.gig_id', run: dropRoom })
  onRowChange(writeConnection, {
    event: `UPDATE OF ${personColumns} ON users`,
    key: 'old.id',
    run: dropPerson,
  })

  // The connections of a worker only read, and hear of no change.
  const forgetUnwatched = (): void => {
    if (!writeConnection.readonly) return
    known.clear()
    people.clear()
  }

  const remember = ({
    rowId: gigRowId,
    isHidden: isOutside,
    ...gig
  }: Gig & { rowId: number; isHidden: boolean }): KnownGig => {
    const entry: KnownGig = {
      gig,
      isHidden: isOutside,
      peopleVersion: -1,
      forAll: null,
      forTheTwo: null,
    }
    known.set(gigRowId, entry)
    rowIdOf.set(gig.id, gigRowId)
    return entry
  }

  const getOne = (id: GigId): KnownGig | null => {
    const entry = known.get(rowIdOf.get(id) ?? 0)
    if (entry) return entry
    const row = readOne.get({ id })
    return row ? remember(row) : null
  }

  const getAll = (rowIds: readonly number[]): KnownGig[] => {
    const entries = rowIds.map(gigRowId => known.get(gigRowId))
    const missing = rowIds.filter((_, at) => !entries[at])
    if (missing.length === 0) return entries.filter(entry => entry !== undefined)
    const read = new Map<number, KnownGig>()
    for (const row of readAll.all({ rowIds: JSON.stringify(missing) })) read.set(row.rowId, remember(row))
    return rowIds.flatMap((gigRowId, at) => entries[at] ?? read.get(gigRowId) ?? [])
  }

  const readMissingPeople = (entries: readonly KnownGig[]): void => {
    const missing = new Set<UserId>()
    // Getting them makes them the most recently used, so that the missing ones drop none of them.
    const request = (id: UserId) => people.get(id) ?? missing.add(id)
    for (const { gig } of entries) {
      request(gig.seekerId)
      if (gig.helperId !== null) request(gig.helperId)
    }
    for (const [id, person] of readPeople([...missing])) people.set(id, person)
  }

  const personOf = (id: UserId): GigPerson => {
    const person = people.get(id)
    if (!person) throw new Error('A gig has a person who is not there.')
    return person
  }

  /** Gigs keep their details as long as their people stay the same objects. */
  const updatePeople = (entries: readonly KnownGig[]): void => {
    const outdated = entries.filter(entry => entry.peopleVersion !== peopleVersion)
    if (outdated.length === 0) return
    readMissingPeople(outdated)
    for (const entry of outdated) {
      const { gig, forAll } = entry
      const seeker = personOf(gig.seekerId)
      const helper = gig.helperId === null ? null : personOf(gig.helperId)
      entry.peopleVersion = peopleVersion
      if (forAll?.seeker === seeker && forAll.helper === helper) continue
      entry.forAll = { ...gig, seeker, helper, ...noRoom, ...(entry.isHidden && { isHidden: true }) }
      entry.forTheTwo = null
    }
  }

  const addRooms = (entries: readonly KnownGig[]): void => {
    const missing = entries.filter(({ forTheTwo }) => forTheTwo === null)
    if (missing.length === 0) return
    const rooms = readRooms(missing.map(({ gig }) => gig.id))
    for (const entry of missing)
      if (entry.forAll) entry.forTheTwo = { ...entry.forAll, ...rooms.get(entry.gig.id) }
  }

  const showAll = (entries: readonly KnownGig[], isOfReader: (gig: Gig) => boolean): GigDetails[] => {
    const isWhole = ({ gig }: KnownGig) => gig.helperId !== null && isOfReader(gig)
    updatePeople(entries)
    addRooms(entries.filter(isWhole))
    return entries.flatMap(entry => (isWhole(entry) ? entry.forTheTwo : entry.forAll) ?? [])
  }

  const bounds: readonly Bound[] = [
    {
      name: 'gigs_at_hand_characters',
      max: maxCharacters,
      used: () => known.calculatedSize,
      atBound: 'replaces',
    },
    { name: 'gig_people_at_hand', max: maxPeople, used: () => people.size, atBound: 'replaces' },
  ]

  return {
    bounds,
    recallPerson: id => people.peek(id) ?? null,
    find: id => {
      forgetUnwatched()
      const entry = getOne(id)
      return entry && (showAll([entry], () => true)[0] ?? null)
    },
    page: (rowIds, reader) => {
      forgetUnwatched()
      return showAll(getAll(rowIds), ({ seekerId, helperId }) => seekerId === reader || helperId === reader)
    },
  }
}

const charactersOf = ({ title, description, addressText, imageUrls }: Gig): number =>
  imageUrls.reduce((sum, url) => sum + url.length, title.length + description.length + addressText.length)
