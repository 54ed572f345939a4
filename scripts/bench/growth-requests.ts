import { asSeeker, bigRoomOf } from './growth-things.ts'
import type { GrowthWorld, Prepared } from './growth-world.ts'

/** What is measured of an operation: a request, made ready anew for each time. */
export interface Measured {
  /** As in the OpenAPI document. */
  operation: string
  /** What tells it from other measurements of the same operation. */
  variant?: string
  prepare(world: GrowthWorld): Prepared | Promise<Prepared>
  /** The field of the answer that is a full page; '' where the answer itself is. */
  page?: string
  /** The code of the error that answers it, where a success cannot be had. */
  error?: string
}

interface More {
  variant?: string
  page?: string
  query?: string
  body?: unknown
}

/** A request of the seeker that needs nothing made for it. */
export const plain = (operation: string, { query, body, ...more }: More = {}): Measured => {
  const [method = '', path = ''] = operation.split(' ')
  return {
    operation,
    ...more,
    prepare: world => asSeeker(world, method, query ? `${path}?${query}` : path, body),
  }
}

/** A request of the seeker about something of which `find` gives the rest of the path. */
export const about = (
  operation: string,
  find: (world: GrowthWorld) => string | Promise<string>,
  { query = '', body, ...more }: More = {},
): Measured => ({
  operation,
  ...more,
  prepare: async world => {
    const [method = '', path = ''] = operation.split(' ')
    const names = path.match(/\{\w+\}/g) ?? []
    const filled = path.replace(names.join('/'), await find(world))
    return asSeeker(world, method, query ? `${filled}?${query}` : filled, body)
  },
})

export const gigOf = async (world: GrowthWorld) => (await bigRoomOf(world)).gig_id
