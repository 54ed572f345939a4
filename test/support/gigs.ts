import type { Static } from '@sinclair/typebox'
import type { AcceptedGigView, GigPageView, GigView } from '../../src/domain/gigs/views.ts'
import type { Decoded } from '../../src/schema/json-text.ts'
import type { Person } from './people.ts'

export type GigJson = Static<typeof GigView>
export type GigPageJson = Decoded<Static<typeof GigPageView>>
export type AcceptedGigJson = Decoded<Static<typeof AcceptedGigView>>

/** The contract's own example of a gig. */
export const exampleGig = {
  title: 'Help move furniture',
  description: 'Need help moving a sofa and dining table to new apartment',
  duration_hours: 3,
  budget: 1500.0,
  latitude: 13.7563,
  longitude: 100.5018,
  address_text: '123 Main St, Bangkok',
  starts_at: '2025-10-01T14:00:00',
  image_urls: ['http://localhost:8000/api/upload/gig-photo1.jpg'],
}

/** A gig of `seeker`, like the example but for `changes`. */
export const post = async (seeker: Person, changes: Record<string, unknown> = {}): Promise<GigJson> => {
  const answer = await seeker.client.post<GigJson>('/api/gigs/', { ...exampleGig, ...changes })
  if (answer.status !== 201) throw new Error(`The gig was not posted: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** A gig of `seeker` that `helper` has accepted. */
export const postAccepted = async (
  seeker: Person,
  helper: Person,
  changes: Record<string, unknown> = {},
): Promise<GigJson> => {
  const gig = await post(seeker, changes)
  const answer = await helper.client.post<AcceptedGigJson>(`/api/gigs/${gig.id}/accept`)
  if (answer.status !== 200) throw new Error(`The gig was not accepted: ${JSON.stringify(answer.body)}`)
  return answer.body.gig
}

export const idsIn = ({ gigs }: GigPageJson): string[] => gigs.map(({ id }) => id)

/** Every page of a list of gigs, from the first until one says that there is no more. `path` has a query already. */
export const readPages = async ({ client }: Person, path: string, limit: number): Promise<GigPageJson[]> => {
  const pages: GigPageJson[] = []
  for (let skip = 0; ; skip += limit) {
    const page = await client.get<GigPageJson>(`${path}&skip=${skip}&limit=${limit}`)
    if (page.status !== 200) throw new Error(`The page was not given: ${JSON.stringify(page.body)}`)
    pages.push(page.body)
    if (!page.body.has_more) return pages
  }
}
export const moveGig = (actor: Person, gig: { id: string }, status: string) =>
  actor.client.put(`/api/gigs/${gig.id}/status`, { status })
