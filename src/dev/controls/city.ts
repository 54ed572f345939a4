import { exampleIds } from '../../domain/example-ids.ts'
import type { GigDetails } from '../../domain/gigs/gig.ts'
import { gigStatus } from '../../domain/gigs/views.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { toBaht } from '../../lib/money.ts'
import { namedEnum } from '../../schema/kinds.ts'
import { object } from '../../schema/objects.ts'
import { view, withExample } from '../../schema/views.ts'
import { type City, type CityPerson, maxOverShown, maxShown, personStates, readCity } from '../city.ts'
import type { WorldContext } from '../world.ts'
import { control, controlsPath } from './control.ts'

const personState = namedEnum(
  'DevPersonState',
  personStates,
  'What somebody does, the first that holds. working: a gig in progress. engaged: a gig that was accepted. asking: a gig that is not over. available: free. away: not available.',
)

const degrees = (example: number) =>
  view.number({ description: 'Of the place, in degrees.', examples: [example] })

const PersonView = object(
  {
    id: view.id<'user'>({ description: 'UUID of the user.', examples: [exampleIds.user] }),
    full_name: view.string({ description: 'The name of the person.', examples: ['John Doe'] }),
    email: view.string({ description: 'For `login-as`.', examples: ['john@example.com'] }),
    latitude: view.nullable(degrees(13.7563)),
    longitude: view.nullable(degrees(100.5018)),
    state: view.oneOf(personState, { description: 'What the person does.', examples: ['available'] }),
  },
  { title: 'DevCityPerson', description: 'A user on the map.' },
)

const GigView = object(
  {
    id: view.id<'gig'>({ description: 'UUID of the gig.', examples: [exampleIds.gig] }),
    title: view.string({ description: 'What it is about.', examples: ['Help move furniture'] }),
    status: view.oneOf(gigStatus, { description: 'Where the gig stands.', examples: ['PENDING'] }),
    budget: view.money({ description: 'What the helper is paid, the fee included.', examples: [1500] }),
    latitude: degrees(13.7563),
    longitude: degrees(100.5018),
    seeker_id: view.id<'user'>({ description: 'UUID of the seeker.', examples: [exampleIds.user] }),
    helper_id: withExample(
      view.nullable(view.id<'user'>({ description: 'UUID of the helper; null before the accept.' })),
      null,
    ),
    updated_at: view.dateTime({ description: 'When it was last changed.' }),
  },
  { title: 'DevCityGig', description: 'A gig on the map.' },
)

const CityView = object(
  {
    people: view.array(PersonView, {
      description: `Users in the order of registration, at most ${maxShown}: the last ones. The coordinates are null where somebody has no place.`,
    }),
    people_count: view.integer({ description: 'How many users there are in all.', examples: [300] }),
    gigs: view.array(GigView, {
      description: `The gigs that are not over, at most ${maxShown} of each status, and the ${maxOverShown} newest of each last status.`,
    }),
    gig_count: view.integer({ description: 'How many gigs are not over, in all.', examples: [420] }),
  },
  { title: 'DevCity', description: 'Where everybody is, and what happens there.' },
)

const toPersonView = ({ user, state }: CityPerson) => ({
  id: user.id,
  full_name: user.fullName,
  email: user.email,
  latitude: user.latitude,
  longitude: user.longitude,
  state,
})

const toGigView = (gig: GigDetails) => ({
  id: gig.id,
  title: gig.title,
  status: gig.status,
  budget: toBaht(gig.budgetSatang),
  latitude: gig.latitude,
  longitude: gig.longitude,
  seeker_id: gig.seekerId,
  helper_id: gig.helperId,
  updated_at: gig.updatedAt,
})

export const cityControls = ({ ctx }: WorldContext): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/city`,
    summary: 'Get city',
    description:
      'The exact places of the users of this world, what each of them does, the gigs that are not over, and the newest that are.',
    responses: { 200: CityView },
    errors: [],
    run: () => readCity(ctx),
    view: ({ people, peopleCount, gigs, gigCount }: City) => ({
      people: people.map(toPersonView),
      people_count: peopleCount,
      gigs: gigs.map(toGigView),
      gig_count: gigCount,
    }),
  }),
]
