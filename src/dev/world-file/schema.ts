import type { Static } from '@sinclair/typebox'
import { fileCategories } from '../../domain/uploads/file.ts'
import { contactInfo, fullName } from '../../domain/users/model.ts'
import { sharedKey } from '../../schema/kinds.ts'
import { optional } from '../../schema/objects.ts'
import { array, boolean, email, id, integer, number, oneOf, text } from '../../schema/requests.ts'
import { at, object, person } from './fields.ts'
import { Gig } from './gig-schema.ts'

export const maxima = {
  bytes: 64 * 1024 * 1024,
  people: 2000,
  gigs: 10_000,
  pictures: 1000,
  buddies: 20_000,
} as const

export const maxPictureSide = 1280

const Person = object(
  {
    id: optional(id<'user'>({ description: 'UUID of the person; another is made where it is left out.' })),
    email: email({
      description: 'With the password `demo-password` it logs in. It names the person in this file.',
    }),
    full_name: fullName,
    contact_info: optional(contactInfo),
    address_text: optional(text(0, 500, { description: 'Where the person is, in words.' })),
    latitude: optional(number(-90, 90, { description: 'In degrees; with `longitude`.' })),
    longitude: optional(number(-180, 180, { description: 'In degrees; with `latitude`.' })),
    verified: optional(boolean({ description: 'False where it is left out.' })),
    available: optional(boolean({ description: 'True where it is left out.' })),
    picture: optional(
      id<'file'>({
        description: 'The profile picture: one of `pictures` of this person, of the category `profile`.',
      }),
    ),
    registered_at: at('the account was made. 30 days before the end where it is left out'),
    disabled_at: at('an operator disabled the account. It is enabled where it is left out'),
    unread_notifications: optional(
      integer(0, 1_000_000, {
        description:
          'How many of the newest notifications are unread. All that no room has read where it is left out.',
      }),
    ),
  },
  'Somebody with an account.',
)

const Picture = object(
  {
    id: id<'file'>({ description: 'UUID of the file.' }),
    owner: person('the owner'),
    category: optional(
      oneOf(fileCategories, { description: 'What it is for; `general` where it is left out.' }),
    ),
    file_name: optional(text(1, 255, { description: 'What the owner calls it.' })),
    width: integer(1, maxPictureSide, { description: 'In pixels.' }),
    height: integer(1, maxPictureSide, { description: 'In pixels.' }),
    uploaded_at: at('it was uploaded'),
  },
  'An uploaded picture. The file has its shape alone: a plain drawing takes its place.',
)

const Buddy = object(
  {
    id: optional(id<'buddy'>({ description: 'UUID of the entry.' })),
    owner: person('whose list it is in'),
    buddy: person('the buddy'),
    notes: optional(text(0, 500, { description: 'What the owner wrote about the buddy.' })),
    added_at: at('the entry was made'),
  },
  'An entry in the list of buddies of somebody.',
)

export const WorldFileSchema = object(
  {
    $schema: optional(text(0, 2048, { description: 'Where an editor finds this schema.' })),
    chayenity_world: oneOf(['1'], { description: 'The version of this form.' }),
    as_of: at('the world ends: nothing happens after it. The last time in the file where it is left out'),
    people: array(Person, maxima.people, { description: 'Everybody in the world.' }),
    pictures: optional(array(Picture, maxima.pictures, { description: 'Uploaded pictures.' })),
    gigs: optional(array(Gig, maxima.gigs, { description: 'All gigs.' })),
    buddies: optional(array(Buddy, maxima.buddies, { description: 'The lists of buddies.' })),
  },
  'A marketplace of Chayenity: `chayenity seed --from FILE` makes it, `chayenity world save FILE` writes it.',
)

export type WorldFile = Static<typeof WorldFileSchema>
export type WorldPerson = Static<typeof Person>
export type WorldPicture = Static<typeof Picture>
/** JSON Schema, draft 2020-12, for editors. */
export const worldFileJsonSchema = (): string =>
  JSON.stringify(
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'A world of Chayenity',
      ...WorldFileSchema,
    },
    (key, value) => (key === sharedKey ? undefined : value),
    2,
  )
