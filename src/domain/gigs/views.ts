import { type Static, Type } from '@sinclair/typebox'
import type { Coordinates } from '../../lib/geo.ts'
import { toBaht } from '../../lib/money.ts'
import { asText } from '../../schema/json-text.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { described, object } from '../../schema/objects.ts'
import { view, withExample } from '../../schema/views.ts'
import { exampleIds, exampleUrls } from '../example-ids.ts'
import { hiddenFlag } from '../reports/hidden-flag.ts'
import { transactionStatus } from '../transactions/enums.ts'
import { personFields } from '../users/person-fields.ts'
import { type GigMap, gigStatuses } from './gig.ts'

export const gigStatus = namedEnum(
  'GigStatus',
  gigStatuses,
  'Where a gig stands. PENDING: open to helpers. ACCEPTED: a helper has taken it. IN_PROGRESS: the work has begun. COMPLETED: the work is done. CANCELLED: called off.',
)

const {
  id: personId,
  full_name,
  profile_image_url,
  reputation_score,
  total_reviews,
  is_verified,
} = personFields

export const GigPersonView = object(
  { id: personId, full_name, profile_image_url, reputation_score, total_reviews, is_verified },
  { title: 'GigPerson', description: 'The seeker or the helper, as a gig shows them.' },
)

const exampleSeeker = {
  id: exampleIds.user,
  full_name: 'John Doe',
  profile_image_url: exampleUrls.john,
  reputation_score: 4.8,
  total_reviews: 25,
  is_verified: true,
}

const degrees = (example: number) =>
  view.number({ description: 'Of the place, in degrees.', examples: [example] })

export const GigView = object(
  {
    id: view.id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }),
    title: view.string({ description: 'What it is about.', examples: ['Help move furniture'] }),
    description: view.string({
      description: 'What is to be done.',
      examples: ['Need help moving a sofa and dining table to new apartment'],
    }),
    duration_hours: view.integer({ description: 'How long it takes, in hours.', examples: [3] }),
    budget: view.money({ description: 'What the helper is paid, the fee included.', examples: [1500] }),
    address_text: view.string({ description: 'The place in words.', examples: ['123 Main St, Bangkok'] }),
    status: view.oneOf(gigStatus, { description: 'Where the gig stands.', examples: ['PENDING'] }),
    image_urls: view.array(
      view.string({ description: 'Where a picture is.', examples: [exampleUrls.gigPhoto] }),
      {
        description: 'Where the pictures are.',
      },
    ),
    created_at: view.dateTime({ description: 'When it was posted.' }),
    updated_at: view.dateTime({
      description: 'When it last changed; of two copies, the later one is newer.',
    }),
    starts_at: view.nullable(
      view.dateTime({
        description: 'When the work begins; null where it is left open.',
        examples: ['2025-10-01T14:00:00.000000Z'],
      }),
    ),
    completed_at: withExample(
      view.nullable(view.dateTime({ description: 'When it was completed; null before.' })),
      null,
    ),
    seeker_id: view.id<'user'>({
      description: 'UUID of the person who posted it.',
      examples: [exampleIds.user],
    }),
    helper_id: withExample(
      view.nullable(
        view.id<'user'>({ description: 'UUID of the person who does it; null before the accept.' }),
      ),
      null,
    ),
    latitude: degrees(13.7563),
    longitude: degrees(100.5018),
    distance_km: withExample(
      view.nullable(
        view.number({ description: 'From the centre of a search, in km, to one decimal; null elsewhere.' }),
      ),
      null,
    ),
    seeker: described(GigPersonView, 'The person who posted it.', exampleSeeker),
    helper: Type.Union([GigPersonView, Type.Null()], {
      description: 'The person who does it; null before the accept.',
      examples: [null],
    }),
    room_id: withExample(
      view.nullable(
        view.id<'room'>({
          description:
            'The chat room of the two, for them alone; null for everybody else and before the accept.',
        }),
      ),
      null,
    ),
    payment_status: withExample(
      view.nullable(
        view.oneOf(transactionStatus, {
          description:
            'Of the payment under way or completed, else of the newest; for the two people of the gig alone.',
        }),
      ),
      null,
    ),
    is_hidden: hiddenFlag('gig'),
  },
  { title: 'Gig', description: 'A piece of work at a place, asked for by a seeker and done by a helper.' },
)

export const GigText = asText(GigView)

export const GigPageView = object(
  {
    gigs: view.array(GigText, { description: 'The gigs of this page.' }),
    total_count: view.totalCount(15),
    has_more: view.boolean({ description: 'Whether there is another page.', examples: [true] }),
  },
  { title: 'GigPage', description: 'A page of gigs.' },
)

/** Generators cannot call an enum `Type`. */
const geoJsonType = <const Word extends string>(word: Word) =>
  namedEnum(`GeoJson${word}`, [word], `The type ${word} of GeoJSON.`)

const PointView = object(
  {
    type: view.oneOf(geoJsonType('Point'), { description: 'Always Point.' }),
    coordinates: view.array(view.number(), {
      description: 'Longitude, then latitude, in degrees.',
      examples: [[100.5018, 13.7563]],
    }),
  },
  { title: 'GigMapPoint', description: 'A point of GeoJSON.' },
)

const FeaturePropertiesView = object(
  {
    count: view.integer({ description: 'How many gigs stand behind it: 1 for a pin.', examples: [1] }),
    gig_id: view.nullable(
      view.id<'gig'>({ description: 'Of a pin; null for a cluster.', examples: [exampleIds.gig] }),
    ),
    title: view.nullable(
      view.string({ description: 'Of a pin; null for a cluster.', examples: ['Help move furniture'] }),
    ),
    budget: view.nullable(view.money({ description: 'Of a pin; null for a cluster.', examples: [1500] })),
  },
  { title: 'GigMapProperties', description: 'What a pin or a cluster stands for.' },
)

const FeatureView = object(
  {
    type: view.oneOf(geoJsonType('Feature'), { description: 'Always Feature.' }),
    geometry: described(PointView, 'The place of a pin, or the middle of a cluster.'),
    properties: described(FeaturePropertiesView, 'The gig of a pin, or how many a cluster has.'),
  },
  { title: 'GigMapFeature', description: 'A pin or a cluster of a map.' },
)

/** RFC 7946. */
export const GigMapView = object(
  {
    type: view.oneOf(geoJsonType('FeatureCollection'), { description: 'Always FeatureCollection.' }),
    features: view.array(FeatureView, { description: 'The pins, or the clusters.' }),
    total_count: view.integer({ description: 'The sum of all counts.', examples: [1] }),
  },
  { title: 'GigMap', description: 'The gigs of a viewport as GeoJSON (RFC 7946).' },
)

export const AcceptedGigView = object(
  {
    message: view.string({ description: 'What was done.', examples: ['Gig accepted successfully'] }),
    gig: asText(described(GigView, 'The gig, which is ACCEPTED.')),
  },
  { title: 'AcceptedGig', description: 'A gig that a helper has taken.' },
)

const toFeature = (
  { longitude, latitude }: Coordinates,
  properties: Static<typeof FeaturePropertiesView>,
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
