import type { DevCity, DevCityGig } from '../controls.ts'

export const peopleOf = ({ people }: DevCity) =>
  people.flatMap(({ id, full_name, latitude, longitude, state }) =>
    latitude === null || longitude === null ? [] : [{ id, name: full_name, latitude, longitude, state }],
  )

/** More would hide one another. */
const maxPins = 60

const isOver = ({ status }: DevCityGig) => status === 'COMPLETED' || status === 'CANCELLED'

/** The last changes first. */
export const latestGigs = ({ gigs }: DevCity, count = maxPins): DevCityGig[] =>
  [...gigs].sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1)).slice(0, count)

/** Without those that are over: the map shows what goes on. */
export const pinsOf = (city: DevCity, textOf: (budget: number) => string) =>
  latestGigs({ ...city, gigs: city.gigs.filter(gig => !isOver(gig)) }).map(
    ({ id, title, latitude, longitude, budget, status }) => ({
      id,
      title,
      latitude,
      longitude,
      text: textOf(budget),
      status,
    }),
  )

export const changedBetween = (before: DevCity, after: DevCity): string[] => {
  const known = new Map(before.gigs.map(({ id, updated_at }) => [id, updated_at]))
  return after.gigs
    .filter(({ id, updated_at }) => known.get(id) !== updated_at)
    .flatMap(({ id, seeker_id, helper_id }) => [id, seeker_id, ...(helper_id ? [helper_id] : [])])
}

/** Bangkok where there are no places. */
export const centerOf = (city: DevCity | null) => {
  const places = city?.gigs ?? []
  if (places.length === 0) return { latitude: 13.7563, longitude: 100.5018 }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  return {
    latitude: middle(places.map(({ latitude }) => latitude)),
    longitude: middle(places.map(({ longitude }) => longitude)),
  }
}
