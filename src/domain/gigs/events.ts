import { event } from '../../realtime/events.ts'
import type { AreaPublication } from '../../realtime/hub.ts'
import { asText } from '../../schema/json-text.ts'
import { described, object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import type { GigChange } from './gig.ts'
import { toGigView } from './gig-text.ts'
import { GigView } from './views.ts'

const gigInArea = object(
  { gig: asText(described(GigView, 'The gig, as everybody sees it.')) },
  { title: 'GigInArea', description: 'A gig within the box.' },
)

const gigAppearedEvent = event(
  'gig_appeared',
  'A gig was posted in the area, its seeker has moved it there, or the account of its seeker was enabled.',
  gigInArea,
)

const gigChangedEvent = event('gig_changed', 'A gig in the area has changed.', gigInArea)

const gigGoneEvent = event(
  'gig_gone',
  'A gig of the area was deleted, its seeker has moved it elsewhere, or the account of its seeker was disabled.',
  object(
    { gig_id: view.id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }) },
    { title: 'GigGone', description: 'A gig that is not within the box any more.' },
  ),
)

export const gigEvents = [gigAppearedEvent, gigChangedEvent, gigGoneEvent] as const

export const gigPublication = ({ before, after }: GigChange): AreaPublication => {
  const gigInEvent = (baseUrl: string) => {
    if (!after) throw new Error('A gig that is gone is in no area.')
    return { gig: toGigView(after, { baseUrl, caller: null }) }
  }
  return {
    before,
    after,
    appeared: baseUrl => gigAppearedEvent(gigInEvent(baseUrl)),
    changed: baseUrl => gigChangedEvent(gigInEvent(baseUrl)),
    gone: () => gigGoneEvent({ gig_id: (after ?? before).id }),
  }
}
