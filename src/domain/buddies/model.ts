import type { Static } from '@sinclair/typebox'
import type { RequestContext } from '../../http/request-context.ts'
import type { Page } from '../../lib/page.ts'
import { described, nullish, object } from '../../schema/objects.ts'
import { pageQuery } from '../../schema/queries.ts'
import { id, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { exampleIds } from '../example-ids.ts'
import { profileImageUrlOf } from '../users/model.ts'
import { personFields } from '../users/person-fields.ts'
import { reputationOf } from '../users/rules.ts'
import type { KnownBuddy } from './buddy.ts'

const notes = text(0, 500, {
  description: 'For the caller’s own eyes.',
  examples: ['Great helper, very reliable'],
})

export const BuddyBody = object(
  {
    buddy_user_id: id<'user'>({ description: 'UUID of the person to add.', examples: [exampleIds.helper] }),
    notes: nullish(notes),
  },
  { description: 'Whom to add, with notes.' },
)

export const BuddyNotesBody = object(
  { notes: nullish(notes) },
  { description: 'The new notes. Left out they stay, null clears them.' },
)

export const BuddyParams = object({
  buddy_id: id<'buddy'>({
    description: 'UUID of the entry in the list, not of the person.',
    examples: [exampleIds.buddy],
  }),
})

export const BuddiesQueryString = object(pageQuery(20))

const {
  id: personId,
  full_name,
  profile_image_url,
  reputation_score,
  total_reviews,
  is_available,
} = personFields

const BuddyInfoView = object(
  { id: personId, full_name, profile_image_url, reputation_score, total_reviews, is_available },
  { title: 'BuddyInfo', description: 'A person in somebody’s list, as they are now.' },
)

export const BuddyView = object(
  {
    id: view.id<'buddy'>({
      description: 'UUID of the entry in the list, not of the person.',
      examples: [exampleIds.buddy],
    }),
    buddy_user_id: view.id<'user'>({ description: 'UUID of the person.', examples: [exampleIds.helper] }),
    notes: view.nullable(
      view.string({
        description: 'What the caller noted; null without.',
        examples: ['Great helper, very reliable'],
      }),
    ),
    created_at: view.dateTime({ description: 'When the person was added.' }),
    buddy_info: described(BuddyInfoView, 'The person as they are now.'),
  },
  { title: 'Buddy', description: 'A person the caller wants to find again.' },
)

export const BuddyPageView = object(
  {
    buddies: view.array(BuddyView, { description: 'The entries of this page, newest first.' }),
    total_count: view.totalCount(3),
  },
  { title: 'BuddyPage', description: 'A page of the caller’s list.' },
)

export const toBuddyView = (
  { buddy, user }: KnownBuddy,
  { baseUrl }: Pick<RequestContext, 'baseUrl'>,
): Static<typeof BuddyView> => ({
  id: buddy.id,
  buddy_user_id: buddy.buddyUserId,
  notes: buddy.notes,
  created_at: buddy.createdAt,
  buddy_info: {
    id: user.id,
    full_name: user.fullName,
    profile_image_url: profileImageUrlOf(user, baseUrl),
    reputation_score: reputationOf(user),
    total_reviews: user.reviewCount,
    is_available: user.isAvailable,
  },
})

export const toBuddyPageView = (
  page: Page<KnownBuddy>,
  context: Pick<RequestContext, 'baseUrl'>,
): Static<typeof BuddyPageView> => ({
  buddies: page.items.map(known => toBuddyView(known, context)),
  total_count: page.totalCount,
})
