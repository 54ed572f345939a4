import { useEffect, useState } from 'preact/hooks'
import type { Client, Gig, GigEvent } from '../../../client/index.ts'
import type { MapPin } from '../../map/marks.ts'
import type { MapView, Place } from '../../map/place.ts'
import { type Pages, usePages } from '../../shared/pages.ts'
import { changedBy, type Filters, searchOf } from './search.ts'

export interface FoundGigs {
  key: string
  pages: Pages<Gig>
  /** They went away while somebody looked, and stay in the list until it is loaded again. */
  gone: ReadonlySet<string>
  /** Posted since the list was loaded. */
  newCount: number
  apply(event: GigEvent): void
  reload(): void
}

/** Nothing is moved under the reader's finger. */
export const useFoundGigs = (client: Client, filters: Filters, center: Place): FoundGigs => {
  const search = searchOf(filters, center)
  const key = `search ${JSON.stringify(search)}`
  const pages = usePages(
    key,
    async ({ signal, ...page }) => {
      const { gigs, total_count } = await client.searchGigs({ ...search, ...page }, { signal })
      return { items: gigs, total: total_count }
    },
    { keeps: true },
  )
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const [posted, setPosted] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    setGone(new Set())
    setPosted(new Set())
  }, [key])
  const apply = (event: GigEvent) => {
    if (event.type === 'gig_gone') setGone(before => new Set([...before, event.data.gig_id]))
    else if (event.type === 'gig_appeared' && event.data.gig.status === 'PENDING')
      setPosted(before => new Set([...before, event.data.gig.id]))
    pages.set(items => changedBy(items, event))
  }
  const reload = () => {
    setGone(new Set())
    setPosted(new Set())
    pages.reload()
  }
  const listed = new Set(pages.items.map(({ id }) => id))
  const newCount = [...posted].filter(id => !gone.has(id) && !listed.has(id)).length
  return { key, pages, gone, newCount, apply, reload }
}

export const pinsOf = (
  gigs: readonly Gig[],
  gone: ReadonlySet<string>,
  textOf: (budget: number) => string,
): MapPin[] =>
  gigs
    .filter(({ id, status }) => status === 'PENDING' && !gone.has(id))
    .map(({ id, title, budget, latitude, longitude }) => ({
      id,
      title,
      text: textOf(budget),
      latitude,
      longitude,
    }))

/** Ten metres, so that a trembling finger changes nothing. */
export const searchCenterOf = ({ center }: Pick<MapView, 'center'>): Place => ({
  latitude: Number(center.latitude.toFixed(4)),
  longitude: Number(center.longitude.toFixed(4)),
})
