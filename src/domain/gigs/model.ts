import type { Static } from '@sinclair/typebox'
import { invalidFields } from '../../errors.ts'
import type { Box } from '../../lib/geo.ts'
import { namedEnum } from '../../schema/kinds.ts'
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
import { exampleIds, exampleUrls } from '../example-ids.ts'
import { type GigSearch, gigOrders, gigRoles } from './gig.ts'
import type { GigDraft } from './rules.ts'
import { gigStatus } from './views.ts'

const gigRole = namedEnum(
  'GigRole',
  gigRoles,
  'The part of a person in a gig: who posted it, or who does it.',
)

const gigOrder = namedEnum(
  'GigOrder',
  gigOrders,
  'An order of gigs. `distance`: nearest first. `newest`: posted last first. `budget`: greatest first.',
)

const title = text(1, 200, { description: 'What it is about.', examples: ['Help move furniture'] })
const description = text(1, 5000, {
  description: 'What is to be done.',
  examples: ['Need help moving a sofa and dining table to new apartment'],
})
const durationHours = integer(1, 720, { description: 'How long it takes, in whole hours.', examples: [3] })
const budget = money(0.01, 10_000_000, {
  description: 'What the helper is paid, the fee included.',
  examples: [1500],
})
const latitude = number(-90, 90, { description: 'Of the place, in degrees.', examples: [13.7563] })
const longitude = number(-180, 180, { description: 'Of the place, in degrees.', examples: [100.5018] })
const addressText = text(1, 500, { description: 'The place in words.', examples: ['123 Main St, Bangkok'] })
const startsAt = dateTime({
  description: 'When it begins: ISO 8601, a date or a date and time; without an offset it is UTC.',
  examples: ['2025-10-01T14:00:00Z'],
})
const imageUrls = array(
  httpUrl({ description: 'Where a picture is.', examples: [exampleUrls.gigPhoto] }),
  10,
  {
    description: 'Where the pictures are; none where it is left out.',
  },
)
const status = oneOf(gigStatus, { description: 'The status that the gig gets.', examples: ['IN_PROGRESS'] })

export const PostGigBody = object(
  {
    title,
    description,
    duration_hours: durationHours,
    budget,
    latitude,
    longitude,
    address_text: addressText,
    starts_at: nullish(startsAt),
    image_urls: nullish(imageUrls),
  },
  { description: 'A new gig.' },
)

/** What is left out stays; null clears `starts_at` and `image_urls`. */
export const ReviseGigBody = object(
  {
    title: optional(title),
    description: optional(description),
    duration_hours: optional(durationHours),
    budget: optional(budget),
    latitude: optional(latitude),
    longitude: optional(longitude),
    address_text: optional(addressText),
    starts_at: nullish(startsAt),
    image_urls: nullish(imageUrls),
  },
  { description: 'What changes; what is left out stays. Null clears `starts_at` and `image_urls`.' },
)

export const GigStatusBody = object({ status }, { description: 'Where a gig is moved to.' })

export const GigParams = object({
  gig_id: id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }),
})

const budgetFilter = (description: string) => optional(queryMoney(0, 1_000_000_000, { description }))

export const SearchGigsQueryString = object({
  latitude: queryNumber(-90, 90, { description: 'Of the centre, in degrees.', examples: [13.7563] }),
  longitude: queryNumber(-180, 180, { description: 'Of the centre, in degrees.', examples: [100.5018] }),
  radius: queryRadius({ description: 'In km; the edge belongs to it.', default: 10 }),
  status: optional(oneOf(gigStatus, { description: 'Left out: every status.' })),
  min_budget: budgetFilter('The least budget.'),
  max_budget: budgetFilter('The greatest budget.'),
  q: optional(
    text(3, 100, { description: 'Text that is in the title or the description, whatever its case.' }),
  ),
  sort: optional(oneOf(gigOrder, { description: 'Left out: `distance`.' })),
  ...pageQuery(20),
})

export const GigMapQueryString = object({
  bbox: queryBoundingBox({
    description:
      'West, south, east and north of the viewport, in degrees. A west greater than the east crosses the antimeridian.',
    examples: ['100.4,13.6,100.7,13.9'],
  }),
  status: optional(oneOf(gigStatus, { description: 'Left out: PENDING.' })),
})

export const NewestGigsQueryString = object(pageQuery(20))

export const MyGigsQueryString = object({
  role: optional(oneOf(gigRole, { description: 'Left out: both roles.' })),
  status: optional(oneOf(gigStatus, { description: 'Left out: every status.' })),
  ...pageQuery(20),
})

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
