import { LRUCache } from 'lru-cache'

/** The library's own `max` takes the memory of all entries at once. */
export const createLru = <Key extends {}, Value extends {}>(max: number): LRUCache<Key, Value> =>
  new LRUCache<Key, Value>({ maxSize: max, sizeCalculation: () => 1 })
