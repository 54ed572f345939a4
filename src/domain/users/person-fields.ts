import { view } from '../../schema/views.ts'
import { exampleIds, exampleUrls } from '../example-ids.ts'

export const personFields = {
  id: view.id<'user'>({ description: 'UUID of the person.', examples: [exampleIds.helper] }),
  full_name: view.string({
    description: 'The name of the person, as they wrote it.',
    examples: ['Jane Helper'],
  }),
  profile_image_url: view.nullable(
    view.string({
      description: 'Where the picture of the person is; null without one. `?w=96` gives a small one.',
      examples: [exampleUrls.jane],
    }),
  ),
  reputation_score: view.number({
    description: 'The mean of the ratings received, 1 to 5 stars to two decimals; 5 before the first.',
    examples: [4.8],
  }),
  total_reviews: view.integer({ description: 'How many reviews the person has received.', examples: [45] }),
  is_verified: view.boolean({
    description: 'Whether the account is verified: by the operator, in the demo by the person.',
    examples: [true],
  }),
  is_available: view.boolean({
    description: 'Whether the person takes gigs at the moment.',
    examples: [true],
  }),
  contact_info: view.nullable(
    view.string({
      description: 'How to reach the person, in words; null without.',
      examples: ['phone:+1234567890'],
    }),
  ),
  address_text: view.nullable(
    view.string({
      description: 'Where the person is, in words; null without.',
      examples: ['123 Main St, Bangkok'],
    }),
  ),
  created_at: view.dateTime({ description: 'When the account was created.' }),
}
