import type { Store } from '../../src/storage/store.ts'

type Method = (...values: never[]) => unknown
type NamesIn<Port> = keyof Port & string

/** The name of a method of the store or of one of its ports: `close`, `gigs.accept`. */
export type MethodName = {
  [Name in NamesIn<Store>]: Store[Name] extends Method ? Name : `${Name}.${NamesIn<Store[Name]>}`
}[NamesIn<Store>]

type FirstArgument<Candidate> = Candidate extends Method ? Parameters<Candidate>[0] : unknown
type WritesIn<Port> = {
  [Name in NamesIn<Port>]: FirstArgument<Port[Name]> extends { idempotency: unknown } ? Name : never
}[NamesIn<Port>]

/** The methods that take a write or a command. */
export type WriteName =
  | WritesIn<Store>
  | {
      [Name in NamesIn<Store>]: Store[Name] extends Method ? never : `${Name}.${WritesIn<Store[Name]>}`
    }[NamesIn<Store>]

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const membersOf = (object: object): Map<string, unknown> => {
  const members = new Map<string, unknown>()
  for (let level: object = object; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (name !== 'constructor') members.set(name, Reflect.get(object, name))
    }
  }
  return members
}

/** The methods that an opened store really has, by their names. */
export const methodsOf = (object: object, prefix = ''): string[] =>
  [...membersOf(object)].flatMap(([name, member]) => {
    if (typeof member === 'function') return [`${prefix}${name}`]
    return isObject(member) ? methodsOf(member, `${prefix}${name}.`) : []
  })

/** The same object, of which each call passes through `call`, with the name of the method. */
export const interceptCalls = <Intercepted extends object>(
  object: Intercepted,
  call: (name: string, method: (values: unknown[]) => unknown, values: unknown[]) => unknown,
  prefix = '',
): Intercepted =>
  new Proxy(object, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key)
      const name = `${prefix}${String(key)}`
      if (typeof member === 'function') {
        const method = (values: unknown[]): unknown => Reflect.apply(member, target, values)
        return (...values: unknown[]) => call(name, method, values)
      }
      return isObject(member) ? interceptCalls(member, call, `${name}.`) : member
    },
  })
