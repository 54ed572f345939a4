/**
 * A store that is made when it is first used. To prepare the statements of all stores takes most of the start of a server
 * and a quarter of its memory, and most of them are not needed for a while.
 */
export const lazily = <Store extends object>(make: () => Store): Store => {
  let made: Store | null = null
  const store = (): Store => {
    made ??= make()
    return made
  }
  return new Proxy({} as Store, {
    get: (_, name) => Reflect.get(store(), name),
    has: (_, name) => Reflect.has(store(), name),
    ownKeys: () => Reflect.ownKeys(store()),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(store(), name),
  }) // the target stays empty, each trap answers from the store
}
