import type { GigStore } from '../../../domain/gigs/store.ts'
import { StorageError } from '../../storage-error.ts'
import type { Connections } from '../engine/connections.ts'

const notYet = async (): Promise<never> => {
  throw new StorageError('Searches do not work on PostgreSQL yet.')
}

/** Searches, the map and lists of gigs. */
export const createGigReads = (
  _connections: Pick<Connections, 'reads'>,
): Pick<GigStore, 'search' | 'map' | 'listNewestPending' | 'listOf'> => ({
  search: notYet,
  map: notYet,
  listNewestPending: notYet,
  listOf: notYet,
})
