import { type Static, Type } from '@sinclair/typebox'
import { invalidFields } from '../../errors.ts'
import type { RequestContext } from '../../http/request-context.ts'
import type { Box, Coordinates } from '../../lib/geo.ts'
import { toBaht } from '../../lib/money.ts'
import type { Page } from '../../lib/page.ts'
import { createEncoder } from '../../schema/encode.ts'
import { asText, fieldsIn, JsonText } from '../../schema/json-text.ts'
import { nullish, object, optional } from '../../schema/objects.ts'
import {
  pageQuery,
  parseBoundingBox,
  queryBoundingBox,
  queryMoney,
  queryNumber,
  queryRadius,
} from '../../schema/queries.ts'
import {
  array,
  dateTime,
  httpUrl,
  id,
  integer,
  money,
  number,
  oneOf,
  requireSatang,
  text,
} from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { transactionStatuses } from '../transactions/transaction.ts'
import { profileImageUrlOf, roundDistance } from '../users/model.ts'
import { reputationOf } from '../users/rules.ts'
import {
  type FoundGig,
  type GigDetails,
  type GigMap,
  type GigPerson,
  type GigSearch,
  gigOrders,
  gigRoles,
  gigStatuses,
} from './gig.ts'
import type { GigDraft } from './rules.ts'

const title = text(1, 200, { description: 'What it is about.', examples: ['Help move furniture'] })
const description = text(1, 5000, {
  description: 'What is to be done.',
  examples: ['Need help moving a sofa'],
})
const durationHours = integer(1, 720, { description: 'In hours.', examples: [3] })
const budget = money(0.01, 10_000_000, { description: 'In THB, at most two decimals.', examples: [1500] })
const latitude = number(-90, 90, { description: 'Of the place, in degrees.', examples: [13.7563] })
const longitude = number(-180, 180, { description: 'Of the place, in degrees.', examples: [100.5018] })
const addressText = text(1, 500, { description: 'The place in words.', examples: ['123 Main St, Bangkok'] })
const startsAt = dateTime({
  description: 'ISO 8601, a date or a date and time; without an offset it is UTC.',
  examples: ['2025-10-01T14:00:00'],
})
const imageUrls = array(httpUrl(), 10, { description: 'Where the pictures are.' })
const status = oneOf(gigStatuses, { description: 'In upper case.', examples: ['PENDING'] })

export const PostGigBody = object({
  title,
  description,
  duration_hours: durationHours,
  budget,
  latitude,
  longitude,
  address_text: addressText,
  starts_at: nullish(startsAt),
  image_urls: nullish(imageUrls),
})

/** Partial: what is left out stays; null clears `starts_at` and `image_urls`. */
export const ReviseGigBody = object({
  title: optional(title),
  description: optional(description),
  duration_hours: optional(durationHours),
  budget: optional(budget),
  latitude: optional(latitude),
  longitude: optional(longitude),
  address_text: optional(addressText),
  starts_at: nullish(startsAt),
  image_urls: nullish(imageUrls),
})

export const GigStatusBody = object({ status })

export const GigParams = object({ gig_id: id<'gig'>({ description: 'UUID of the gig.' }) })

const budgetFilter = (description: string) => optional(queryMoney(0, 1_000_000_000, { description }))

export const SearchGigsQueryString = object({
  latitude: queryNumber(-90, 90, { description: 'Of the centre, in degrees.', examples: [13.7563] }),
  longitude: queryNumber(-180, 180, { description: 'Of the centre, in degrees.', examples: [100.5018] }),
  radius: queryRadius({ description: 'In km; the edge belongs to it.', default: 10 }),
  status: optional(oneOf(gigStatuses, { description: 'Left out: every status.' })),
  min_budget: budgetFilter('The least budget, in THB.'),
  max_budget: budgetFilter('The greatest budget, in THB.'),
  q: optional(
    text(3, 100, {
      description: 'Text that is in the title or the description, whatever its case; 3 to 100 characters.',
      examples: ['sofa'],
    }),
  ),
  sort: optional(
    oneOf(gigOrders, {
      description:
        '`distance` (when left out) nearest first, `newest` posted last first, `budget` greatest first.',
    }),
  ),
  ...pageQuery(20),
})

export const GigMapQueryString = object({
  bbox: queryBoundingBox({
    description:
      'West, south, east and north of the viewport, in degrees. A west greater than the east crosses the antimeridian.',
    examples: ['100.4,13.6,100.7,13.9'],
  }),
  status: optional(oneOf(gigStatuses, { description: 'Left out: PENDING.' })),
})

export const NewestGigsQueryString = object(pageQuery(20))

export const MyGigsQueryString = object({
  role: optional(oneOf(gigRoles, { description: 'Left out: both roles.' })),
  status: optional(oneOf(gigStatuses, { description: 'Left out: every status.' })),
  ...pageQuery(20),
})

export const GigPersonView = object(
  {
    id: view.id<'user'>(),
    full_name: view.string({ examples: ['Jane Helper'] }),
    profile_image_url: view.nullable(view.string()),
    reputation_score: view.number({ examples: [4.8] }),
    total_reviews: view.integer(),
    is_verified: view.boolean(),
  },
  { title: 'GigPerson' },
)

const gigFields = {
  id: view.id<'gig'>(),
  title: view.string(),
  description: view.string(),
  duration_hours: view.integer({ description: 'In hours.' }),
  budget: view.money(),
  address_text: view.string(),
  status: view.oneOf(gigStatuses),
  image_urls: view.array(view.string()),
  created_at: view.dateTime(),
  updated_at: view.dateTime(),
  starts_at: view.nullable(view.dateTime()),
  completed_at: view.nullable(view.dateTime()),
  seeker_id: view.id<'user'>(),
  helper_id: view.nullable(view.id<'user'>()),
  latitude: view.number({ description: 'In degrees.', examples: [13.7563] }),
  longitude: view.number({ description: 'In degrees.', examples: [100.5018] }),
}

const distanceField = {
  distance_km: view.nullable(
    view.number({ description: 'From the centre of a search, in km, to one decimal; null elsewhere.' }),
  ),
}

const peopleFields = { seeker: GigPersonView, helper: Type.Union([GigPersonView, Type.Null()]) }

/** What the seeker and the helper see alone. */
const privateFields = {
  room_id: view.nullable(
    view.id<'room'>({
      description: 'The chat room of the two, for them alone; null for everybody else and before the accept.',
    }),
  ),
  payment_status: view.nullable(
    view.oneOf(transactionStatuses, {
      description:
        'Of the payment under way or completed, else of the newest; for the two people of the gig alone.',
    }),
  ),
}

export const GigView = object(
  { ...gigFields, ...distanceField, ...peopleFields, ...privateFields },
  { title: 'Gig' },
)

/** Gigs are sent from text that is kept as long as they are in memory. */
export const GigText = asText(GigView)

export const GigPageView = object(
  {
    gigs: view.array(GigText),
    total_count: view.integer({ description: 'How many there are on all pages.' }),
    has_more: view.boolean({ description: 'Whether there is another page.' }),
  },
  { title: 'GigPage' },
)

/** GeoJSON (RFC 7946). */
export const GigMapView = object(
  {
    type: view.oneOf(['FeatureCollection']),
    features: view.array(
      object({
        type: view.oneOf(['Feature']),
        geometry: object({
          type: view.oneOf(['Point']),
          coordinates: view.array(view.number(), { description: 'Longitude, then latitude, in degrees.' }),
        }),
        properties: object({
          count: view.integer({ description: 'How many gigs stand behind it: 1 for a pin.' }),
          gig_id: view.nullable(view.id<'gig'>({ description: 'Of a pin; null for a cluster.' })),
          title: view.nullable(view.string()),
          budget: view.nullable(view.money()),
        }),
      }),
    ),
    total_count: view.integer({ description: 'The sum of all counts.' }),
  },
  { title: 'GigMap' },
)

export const AcceptedGigView = object(
  { message: view.string({ examples: ['Gig accepted successfully'] }), gig: GigText },
  { title: 'AcceptedGig' },
)

/** The reader of a gig, or null where everybody reads it, and the address of the server. */
type GigReader = Pick<RequestContext, 'baseUrl' | 'caller'>

export const toGigView = (gig: GigDetails, reader: GigReader): Static<typeof GigText> =>
  toLocatedGigView(gig, null, reader)

const toLocatedGigView = (
  gig: GigDetails,
  distanceKm: number | null,
  reader: GigReader,
): Static<typeof GigText> => {
  const text = publicTextOf(gig, reader)
  const readerId = reader.caller?.userId
  const isOfReader = readerId !== undefined && (readerId === gig.seekerId || readerId === gig.helperId)
  if (distanceKm === null && !isOfReader) return text.asElsewhere
  const distance = distanceKm === null ? noDistance : distanceFieldOf(distanceKm)
  return toText(text, distance, isOfReader ? privateFieldsOf(gig) : nothingPrivate)
}

const encodeOwn = createEncoder(object(gigFields))
const encodeDistance = createEncoder(object(distanceField))
const encodePeople = createEncoder(object(peopleFields))
const encodePrivate = createEncoder(object(privateFields))

const distanceFieldOf = (distanceKm: number): string =>
  fieldsIn(encodeDistance({ distance_km: roundDistance(distanceKm) }))
const noDistance = fieldsIn(encodeDistance({ distance_km: null }))

const privateFieldsOf = (gig: GigDetails): string =>
  fieldsIn(encodePrivate({ room_id: gig.roomId, payment_status: gig.paymentStatus }))
const nothingPrivate = fieldsIn(encodePrivate({ room_id: null, payment_status: null }))

const toText = ({ own, people }: PublicFields, distance: string, ofTheTwo: string): Static<typeof GigText> =>
  new JsonText(`{${own},${distance},${people},${ofTheTwo}}`)

interface PublicFields {
  own: string
  people: string
}

/** What everybody sees of a gig, as text; addresses of pictures begin with that of the server. */
interface PublicText extends PublicFields {
  baseUrl: string
  /** For whoever is neither of the two, outside of a search. */
  asElsewhere: Static<typeof GigText>
}

/** Making the text takes longer than all else about reading a gig, so it is kept as long as the gig is in memory. */
const publicTexts = new WeakMap<GigDetails, PublicText>()

const publicTextOf = (gig: GigDetails, reader: GigReader): PublicText => {
  const { baseUrl } = reader
  const kept = publicTexts.get(gig)
  if (kept?.baseUrl === baseUrl) return kept
  const fields = { own: ownFieldsOf(gig), people: peopleFieldsOf(gig, reader) }
  const made = { baseUrl, ...fields, asElsewhere: toText(fields, noDistance, nothingPrivate) }
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

const peopleFieldsOf = ({ seeker, helper }: GigDetails, reader: GigReader): string =>
  fieldsIn(
    encodePeople({
      seeker: toGigPersonView(seeker, reader),
      helper: helper && toGigPersonView(helper, reader),
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

const toFeature = (
  { longitude, latitude }: Coordinates,
  properties: Static<typeof GigMapView>['features'][number]['properties'],
) => ({
  type: 'Feature' as const,
  geometry: { type: 'Point' as const, coordinates: [longitude, latitude] },
  properties,
})

export const toGigMapView = ({ pins, clusters, totalCount }: GigMap): Static<typeof GigMapView> => ({
  type: 'FeatureCollection',
  features: [
    ...pins.map(pin =>
      toFeature(pin, { count: 1, gig_id: pin.id, title: pin.title, budget: toBaht(pin.budgetSatang) }),
    ),
    ...clusters.map(cluster =>
      toFeature(cluster, { count: cluster.gigCount, gig_id: null, title: null, budget: null }),
    ),
  ],
  total_count: totalCount,
})

/** The boxes of a viewport that was accepted. */
export const toMapBoxes = ({ bbox }: Static<typeof GigMapQueryString>): Box[] => parseBoundingBox(bbox) ?? []

export const toGigDraft = (body: Static<typeof PostGigBody>): GigDraft => ({
  title: body.title,
  description: body.description,
  durationHours: body.duration_hours,
  budgetSatang: body.budget,
  latitude: body.latitude,
  longitude: body.longitude,
  addressText: body.address_text,
  startsAt: body.starts_at ?? null,
  imageUrls: body.image_urls ?? [],
})

/** Only what was sent. */
export const toGigChange = (body: Static<typeof ReviseGigBody>): Partial<GigDraft> => ({
  ...(body.title !== undefined && { title: body.title }),
  ...(body.description !== undefined && { description: body.description }),
  ...(body.duration_hours !== undefined && { durationHours: body.duration_hours }),
  ...(body.budget !== undefined && { budgetSatang: body.budget }),
  ...(body.latitude !== undefined && { latitude: body.latitude }),
  ...(body.longitude !== undefined && { longitude: body.longitude }),
  ...(body.address_text !== undefined && { addressText: body.address_text }),
  ...(body.starts_at !== undefined && { startsAt: body.starts_at }),
  ...(body.image_urls !== undefined && { imageUrls: body.image_urls ?? [] }),
})

/** @throws AppError VALIDATION_ERROR when the minimum budget exceeds the maximum (ruling K2) */
export const toGigSearch = (query: Static<typeof SearchGigsQueryString>): GigSearch => {
  const minBudgetSatang = query.min_budget === undefined ? null : requireSatang(query.min_budget)
  const maxBudgetSatang = query.max_budget === undefined ? null : requireSatang(query.max_budget)
  if (minBudgetSatang !== null && maxBudgetSatang !== null && minBudgetSatang > maxBudgetSatang) {
    throw invalidFields({ min_budget: ['Must not be greater than max_budget.'] })
  }
  return {
    center: { latitude: query.latitude, longitude: query.longitude },
    radiusKm: query.radius,
    status: query.status ?? null,
    minBudgetSatang,
    maxBudgetSatang,
    text: query.q ?? null,
    order: query.sort ?? 'distance',
  }
}
