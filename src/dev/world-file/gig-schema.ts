import type { Static } from '@sinclair/typebox'
import { gigRoles, gigStatuses } from '../../domain/gigs/gig.ts'
import { PostGigBody } from '../../domain/gigs/model.ts'
import { ReviewBody } from '../../domain/reviews/model.ts'
import { paymentMethods, transactionStatuses } from '../../domain/transactions/transaction.ts'
import { optional } from '../../schema/objects.ts'
import { array, boolean, id, integer, oneOf, text } from '../../schema/requests.ts'
import { at, object, person, picture } from './fields.ts'

const maxMessages = 5000
const maxPayments = 20

const gig = PostGigBody.properties

const Message = object(
  {
    id: optional(id<'message'>({ description: 'UUID of the message.' })),
    from: oneOf(gigRoles, { description: 'Who wrote it.' }),
    text: optional(text(0, 4000, { description: 'What it says; it may be left out only with an `image`.' })),
    image: optional(picture('Its picture')),
    client_id: optional(text(1, 64, { description: 'What the client of its author calls it.' })),
    sent_at: at('it was sent. A minute after what came before where it is left out'),
  },
  'A message of a room.',
)

const Room = object(
  {
    id: optional(id<'room'>({ description: 'UUID of the room.' })),
    messages: optional(array(Message, maxMessages, { description: 'In their order.' })),
    read_by_seeker: optional(
      integer(0, maxMessages, { description: 'How many messages, from the first on, the seeker has read.' }),
    ),
    read_by_helper: optional(
      integer(0, maxMessages, { description: 'How many messages, from the first on, the helper has read.' }),
    ),
    ended: optional(boolean({ description: 'Whether nothing more can be sent.' })),
  },
  'The chat of the seeker and the helper.',
)

export const Payment = object(
  {
    id: optional(id<'transaction'>({ description: 'UUID of the transaction.' })),
    status: oneOf(transactionStatuses, {
      description: 'A COMPLETED one completes the gig; a CANCELLED gig has no PENDING or COMPLETED one.',
    }),
    method: optional(oneOf(paymentMethods, { description: '`mock_payment` where it is left out.' })),
    created_at: at('the seeker paid'),
    released_at: at('it was released, where it is COMPLETED'),
    release_reason: optional(text(0, 500, { description: 'What the seeker wrote about the release.' })),
    cancelled_at: at('it was cancelled; where it is left out, together with the gig'),
  },
  'A payment of the gig. Its amount is the budget.',
)

const Review = object(
  {
    id: optional(id<'review'>({ description: 'UUID of the review.' })),
    by: oneOf(gigRoles, { description: 'Who wrote it, about the other.' }),
    rating: ReviewBody.properties.rating,
    comment: ReviewBody.properties.comment,
    posted_at: at('it was posted'),
    revised_at: at('its author last changed it'),
  },
  'What one of the two says about the other.',
)

export const Gig = object(
  {
    id: optional(id<'gig'>({ description: 'UUID of the gig.' })),
    seeker: person('who posted it'),
    title: gig.title,
    description: gig.description,
    duration_hours: gig.duration_hours,
    budget: gig.budget,
    latitude: gig.latitude,
    longitude: gig.longitude,
    address_text: gig.address_text,
    images: optional(array(picture('A picture'), 10, { description: 'In their order.' })),
    starts_at: at('the work is to begin'),
    status: optional(oneOf(gigStatuses, { description: 'PENDING where it is left out.' })),
    helper: optional(person('who accepted it; with every status but PENDING and CANCELLED')),
    posted_at: at('it was posted. A day before the end where it is left out'),
    revised_at: at('its seeker last changed it, before it was accepted'),
    accepted_at: at('the helper accepted it'),
    started_at: at('the work began'),
    completed_at: at('the work was completed'),
    cancelled_at: at('it was cancelled'),
    room: optional(Room),
    payments: optional(array(Payment, maxPayments, { description: 'In the order in which they were made.' })),
    reviews: optional(array(Review, 2, { description: 'One of each at most.' })),
  },
  'A gig with everything that happened in it.',
)

export type WorldGig = Static<typeof Gig>
export type WorldRoom = Static<typeof Room>
export type WorldPayment = Static<typeof Payment>
