import type { RequestContext } from '../../http/request-context.ts'
import type { Static } from '@sinclair/typebox'
import { fields, id, optional, pageQuery, text, view } from '../../http/wire.ts'
import type { Page } from '../../lib/page.ts'
import { profileImageUrlOf } from '../users/model.ts'
import { reputationOf } from '../users/rules.ts'
import type { KnownBuddy } from './buddy.ts'

const notes = text(0, 500, {
  description: 'For the caller’s own eyes.',
  examples: ['Great helper, very reliable'],
})

export const BuddyBody = fields({
  buddy_user_id: id<'user'>({ description: 'UUID of the person to add.' }),
  notes: optional(notes),
})

/** Partial: notes that are left out stay, null clears them. */
export const BuddyNotesBody = fields({ notes: optional(notes) })

export const BuddyParams = fields({
  buddy_id: id<'buddy'>({ description: 'UUID of the entry in the list, not of the person.' }),
})

export const BuddiesQueryString = fields(pageQuery(20))

const BuddyInfoView = fields(
  {
    id: view.id<'user'>(),
    full_name: view.text({ examples: ['Jane Helper'] }),
    profile_image_url: view.nullable(view.text()),
    reputation_score: view.number({ examples: [4.8] }),
    total_reviews: view.whole(),
    is_available: view.flag(),
  },
  { title: 'BuddyInfo' },
)

export const BuddyView = fields(
  {
    id: view.id<'buddy'>(),
    buddy_user_id: view.id<'user'>(),
    notes: view.nullable(view.text()),
    created_at: view.moment(),
    buddy_info: BuddyInfoView,
  },
  { title: 'Buddy' },
)

export const BuddyPageView = fields(
  {
    buddies: view.list(BuddyView),
    total_count: view.whole({ description: 'How many there are on all pages.' }),
  },
  { title: 'BuddyPage' },
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
