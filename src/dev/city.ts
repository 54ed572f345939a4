import type { Context } from '../context.ts'
import type { GigDetails, GigStatus } from '../domain/gigs/gig.ts'
import type { UserId } from '../domain/ids.ts'
import type { User } from '../domain/users/user.ts'
import { Reader } from '../lib/command.ts'

export const personStates = ['working', 'engaged', 'asking', 'available', 'away'] as const

export type PersonState = (typeof personStates)[number]

export interface CityPerson {
  user: User
  state: PersonState
}

export interface City {
  people: CityPerson[]
  peopleCount: number
  gigs: GigDetails[]
  gigCount: number
}

export const maxShown = 1000
export const maxOverShown = 20

const openStatuses = ['PENDING', 'ACCEPTED', 'IN_PROGRESS'] as const satisfies readonly GigStatus[]
const lastStatuses = ['COMPLETED', 'CANCELLED'] as const satisfies readonly GigStatus[]

/** Half of the circumference of the earth. */
const everywhere = { center: { latitude: 13.75, longitude: 100.5 }, radiusKm: 20_038 }

/** All people and open gigs, and the newest that are over; the newest where there are too many. */
export const readCity = async ({ store }: Context): Promise<City> => {
  const users = await store.users.listAll()
  const [reader] = users
  const bounds = { minBudgetSatang: null, maxBudgetSatang: null, order: 'newest' } as const
  const newestOf = (statuses: readonly GigStatus[], limit: number) =>
    Promise.all(
      statuses.map(status =>
        store.gigs.search(
          { ...everywhere, ...bounds, status },
          { skip: 0, limit },
          reader ? new Reader(reader.id, null) : null,
        ),
      ),
    )
  const [open, over] = await Promise.all([
    newestOf(openStatuses, maxShown),
    newestOf(lastStatuses, maxOverShown),
  ])
  const openGigs = gigsOf(open)
  return {
    people: withStates(users.slice(-maxShown), openGigs),
    peopleCount: users.length,
    gigs: [...openGigs, ...gigsOf(over)],
    gigCount: open.reduce((sum, { totalCount }) => sum + totalCount, 0),
  }
}

const gigsOf = (pages: readonly { items: { gig: GigDetails }[] }[]): GigDetails[] =>
  pages.flatMap(({ items }) => items.map(({ gig }) => gig))

const withStates = (users: readonly User[], gigs: readonly GigDetails[]): CityPerson[] => {
  const states = new Map<UserId, PersonState>()
  const note = (id: UserId, state: PersonState) => {
    const known = states.get(id) ?? 'away'
    if (personStates.indexOf(state) < personStates.indexOf(known)) states.set(id, state)
  }
  for (const { status, helperId, seekerId } of gigs) {
    if (helperId) note(helperId, status === 'IN_PROGRESS' ? 'working' : 'engaged')
    note(seekerId, 'asking')
  }
  return users.map(user => ({
    user,
    state: states.get(user.id) ?? (user.isAvailable ? 'available' : 'away'),
  }))
}
