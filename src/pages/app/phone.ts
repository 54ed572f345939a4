export interface Phone {
  storage: Storage
  prefix: string
  /** Empty for the main one. */
  world: string
}

/** `?phone=2` is one of several in a tab, whose session ends with the tab; `?__world=name` another world. */
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
