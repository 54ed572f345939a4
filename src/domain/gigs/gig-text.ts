import type { Static } from '@sinclair/typebox'
import type { RequestContext } from '../../http/request-context.ts'
import { toBaht } from '../../lib/money.ts'
import type { Page } from '../../lib/page.ts'
import { createEncoder } from '../../schema/encode.ts'
import { fieldsIn, JsonText } from '../../schema/json-text.ts'
import { object } from '../../schema/objects.ts'
import { profileImageUrlOf, roundDistance } from '../users/model.ts'
import { reputationOf } from '../users/rules.ts'
import type { FoundGig, GigDetails, GigPerson } from './gig.ts'
import { type AcceptedGigView, type GigPageView, type GigPersonView, type GigText, GigView } from './views.ts'

/** The public part is kept as long as the gig is in memory; the reader's part is added. */

const { distance_km, seeker, helper, room_id, payment_status, is_hidden, ...ownFields } = GigView.properties

const encodeOwn = createEncoder(object(ownFields))
const encodeDistance = createEncoder(object({ distance_km }))
const encodePeople = createEncoder(object({ seeker, helper }))
const encodePrivate = createEncoder(object({ room_id, payment_status, is_hidden }))

/** `caller` is null where everybody reads the gig. */
type GigReader = Pick<RequestContext, 'baseUrl' | 'caller'>

type Text = Static<typeof GigText>

export const toGigView = (gig: GigDetails, reader: GigReader): Text => toLocatedGigView(gig, null, reader)

const toLocatedGigView = (gig: GigDetails, distanceKm: number | null, reader: GigReader): Text => {
  const text = publicTextOf(gig, reader)
  const readerId = reader.caller?.userId
  const isOfReader = readerId !== undefined && (readerId === gig.seekerId || readerId === gig.helperId)
  if (distanceKm === null && !isOfReader) return text.whole
  const distance = distanceKm === null ? noDistance : distanceFieldOf(distanceKm)
  return joined(text, distance, isOfReader ? privateFieldsOf(gig, readerId) : nothingPrivate)
}

const distanceFieldOf = (distanceKm: number): string =>
  fieldsIn(encodeDistance({ distance_km: roundDistance(distanceKm) }))
const noDistance = fieldsIn(encodeDistance({ distance_km: null }))

const privateFieldsOf = (gig: GigDetails, readerId: string): string =>
  fieldsIn(
    encodePrivate({
      room_id: gig.roomId,
      payment_status: gig.paymentStatus,
      ...(gig.isHidden && readerId === gig.seekerId && { is_hidden: true }),
    }),
  )
const nothingPrivate = fieldsIn(encodePrivate({ room_id: null, payment_status: null }))

interface PublicFields {
  own: string
  people: string
}

interface PublicText extends PublicFields {
  baseUrl: string
  /** For others than its two people, outside of a search. */
  whole: Text
}

const joined = ({ own, people }: PublicFields, distance: string, ofTheTwo: string): Text =>
  new JsonText(`{${own},${distance},${people},${ofTheTwo}}`)

const publicTexts = new WeakMap<GigDetails, PublicText>()

const publicTextOf = (gig: GigDetails, reader: GigReader): PublicText => {
  const { baseUrl } = reader
  const kept = publicTexts.get(gig)
  if (kept?.baseUrl === baseUrl) return kept
  const fields = { own: ownFieldsOf(gig), people: peopleFieldsOf(gig, reader) }
  const made = { baseUrl, ...fields, whole: joined(fields, noDistance, nothingPrivate) }
  publicTexts.set(gig, made)
  return made
}

const ownFieldsOf = (gig: GigDetails): string =>
  fieldsIn(
    encodeOwn({
      id: gig.id,
      title: gig.title,
      description: gig.description,
      duration_hours: gig.durationHours,
      budget: toBaht(gig.budgetSatang),
      address_text: gig.addressText,
      status: gig.status,
      image_urls: gig.imageUrls,
      created_at: gig.createdAt,
      updated_at: gig.updatedAt,
      starts_at: gig.startsAt,
      completed_at: gig.completedAt,
      seeker_id: gig.seekerId,
      helper_id: gig.helperId,
      latitude: gig.latitude,
      longitude: gig.longitude,
    }),
  )

const peopleFieldsOf = (gig: GigDetails, reader: GigReader): string =>
  fieldsIn(
    encodePeople({
      seeker: toGigPersonView(gig.seeker, reader),
      helper: gig.helper && toGigPersonView(gig.helper, reader),
    }),
  )

const toGigPersonView = (person: GigPerson, { baseUrl }: GigReader): Static<typeof GigPersonView> => ({
  id: person.id,
  full_name: person.fullName,
  profile_image_url: profileImageUrlOf(person, baseUrl),
  reputation_score: reputationOf(person),
  total_reviews: person.reviewCount,
  is_verified: person.isVerified,
})

export const toAcceptedGigView = (gig: GigDetails, reader: GigReader): Static<typeof AcceptedGigView> => ({
  message: 'Gig accepted successfully',
  gig: toGigView(gig, reader),
})

export const toGigPageView = (page: Page<GigDetails>, reader: GigReader): Static<typeof GigPageView> => ({
  gigs: page.items.map(gig => toGigView(gig, reader)),
  total_count: page.totalCount,
  has_more: page.hasMore,
})

export const toFoundGigPageView = (page: Page<FoundGig>, reader: GigReader): Static<typeof GigPageView> => ({
  gigs: page.items.map(({ gig, distanceKm }) => toLocatedGigView(gig, distanceKm, reader)),
  total_count: page.totalCount,
  has_more: page.hasMore,
})
