/** Where this copy of the app keeps what belongs to its person. */
export interface Phone {
  storage: Storage
  /** Before every name in the storage. */
  prefix: string
  /** The world of a development server; empty for the main one. */
  world: string
}

/**
 * An app by itself keeps its session where the client of the contract does. `?phone=2` is one of several in a tab: each
 * has a session of its own, which ends with the tab. `?__world=name` is an app in another world.
 */
export const phoneOf = (search: string): Phone => {
  const query = new URLSearchParams(search)
  const phone = query.get('phone') ?? ''
  const world = query.get('__world') ?? ''
  const parts = [world && `world-${world}`, phone && `phone-${phone}`].filter(part => part !== '')
  return {
    storage: phone === '' ? localStorage : sessionStorage,
    prefix: parts.map(part => `${part}:`).join(''),
    world,
  }
}
