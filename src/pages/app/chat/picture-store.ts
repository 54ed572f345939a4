import type { PictureStore } from './outbox-store.ts'

const storeName = 'pictures'
/** The tab that had the message is closed. */
const keptForMs = 30 * 24 * 3600 * 1000

interface Kept {
  picture: File
  at: number
}

/** The browser's storage of text holds no files. */
export const browserPictures: PictureStore = {
  put: async (key, picture) => {
    const kept: Kept = { picture, at: Date.now() }
    await inStore('readwrite', store => store.put(kept, key)).catch(() => null)
  },
  get: async key => {
    const kept: Partial<Kept> | null =
      (await inStore('readonly', store => store.get(key)).catch(() => null)) ?? null
    return kept?.picture instanceof File ? kept.picture : null
  },
  remove: async key => {
    await inStore('readwrite', store => store.delete(key)).catch(() => null)
  },
}

let opened: Promise<IDBDatabase> | null = null

const openDatabase = (): Promise<IDBDatabase> => {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('chayenity-outbox', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(storeName)
    request.onsuccess = () => {
      dropForgotten(request.result)
      resolve(request.result)
    }
    request.onerror = () => reject(request.error)
  })
  return opened
}

/** @returns the result when it is written */
const inStore = async <Result>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> => {
  const transaction = (await openDatabase()).transaction(storeName, mode)
  const request = ask(transaction.objectStore(storeName))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error)
  })
}

const dropForgotten = (database: IDBDatabase): void => {
  const request = database.transaction(storeName, 'readwrite').objectStore(storeName).openCursor()
  request.onsuccess = () => {
    const cursor = request.result
    if (!cursor) return
    const { at = 0 }: Partial<Kept> = cursor.value
    if (at < Date.now() - keptForMs) cursor.delete()
    cursor.continue()
  }
}
