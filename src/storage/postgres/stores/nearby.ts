import type { UserStore } from '../../../domain/users/store.ts'
import { StorageError } from '../../storage-error.ts'
import type { Connections } from '../engine/connections.ts'

/** Finds the people nearest to a place in `user_places`. */
export const createListNearby =
  (_connections: Pick<Connections, 'reads'>): UserStore['listNearby'] =>
  async () => {
    throw new StorageError('People nearby are not found on PostgreSQL yet.')
  }
