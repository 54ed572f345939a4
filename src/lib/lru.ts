import { LRUCache } from 'lru-cache'

/**
 * A map of at most `max` entries: one more drops the least recently used. With the library's own `max` it would take the
 * memory of all entries at once, some 30 bytes each; this one takes it as it fills.
 */
export const createLru = <Key extends {}, Value extends {}>(max: number): LRUCache<Key, Value> =>
  new LRUCache<Key, Value>({ maxSize: max, sizeCalculation: () => 1 })
