import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Publish } from '../../src/storage/outcome.ts'
import { openPostgresStore } from '../../src/storage/postgres/open.ts'
import type { Store } from '../../src/storage/store.ts'
import { takeDatabase } from '../support/postgres.ts'
import { testPlaceKey } from '../support/server.ts'
import { makeFolder, openStore, silentLog } from '../support/stores.ts'

export interface OpenedStore {
  store: Store
  /** Closes the store and removes what it has stored. */
  dispose(): Promise<void>
}

/** One way to run the store. The suite knows nothing else of it. */
export interface Engine {
  name: string
  /** Opens a new, empty store. */
  open(publish?: Publish): Promise<OpenedStore>
  /** Opens what `copyTo` wrote; null where the engine makes no copy in a file. */
  openCopy: ((file: string) => Promise<OpenedStore>) | null
  /** How many gigs the searches are compared with brute force on. */
  searchedGigs: number
}

/** A disk of memory, where the system has one: the suite syncs thousands of times and does not test the sync. */
const fastDisk = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const sqliteOnDisk = (durability: 'grouped' | 'full'): Engine['open'] => {
  return async publish => {
    const folder = makeFolder(fastDisk)
    const store = openStore(folder.path, durability, publish && { publish })
    return {
      store,
      dispose: async () => {
        await store.close()
        folder.remove()
      },
    }
  }
}

const openSqliteCopy = async (file: string): Promise<OpenedStore> => {
  const store = openStore(':memory:', 'grouped', { image: readFileSync(file) })
  return { store, dispose: () => store.close() }
}

const sqlite: readonly Engine[] = [
  {
    name: 'SQLite in memory',
    open: async publish => {
      const store = openStore(':memory:', 'grouped', publish && { publish })
      return { store, dispose: () => store.close() }
    },
    openCopy: openSqliteCopy,
    searchedGigs: 5000,
  },
  {
    name: 'SQLite on disk, durable in groups',
    open: sqliteOnDisk('grouped'),
    openCopy: openSqliteCopy,
    searchedGigs: 2000,
  },
  {
    name: 'SQLite on disk, durable at each commit',
    open: sqliteOnDisk('full'),
    openCopy: openSqliteCopy,
    searchedGigs: 2000,
  },
]

const postgres: Engine = {
  name: 'PostgreSQL',
  open: async publish => {
    const { url, giveBack } = await takeDatabase()
    const store = await openPostgresStore({
      url,
      log: silentLog,
      newPlaceKey: () => testPlaceKey,
      ...(publish && { publish }),
    })
    return {
      store,
      dispose: async () => {
        await store.close()
        await giveBack()
      },
    }
  },
  openCopy: null,
  searchedGigs: 2000,
}

/** The whole suite runs for each of these: those of SQLite, or PostgreSQL with ENGINE=postgres. */
export const engines: readonly Engine[] = process.env.ENGINE === 'postgres' ? [postgres] : sqlite
