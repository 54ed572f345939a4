import type { Context } from '../../context.ts'
import { type Endpoint, openEndpoint } from '../../http/endpoint.ts'
import { object } from '../../schema/objects.ts'
import { view } from '../../schema/views.ts'
import { type KnownPerson, listPersonas } from '../personas.ts'
import { demoPassword, personas } from '../seed/personas.ts'
import { control, controlsPath } from './control.ts'

const PersonaView = object(
  {
    key: view.string({
      description: 'A short name for `login-as`; the e-mail address for a person of a world file.',
      examples: ['mali'],
    }),
    id: view.id({ description: 'UUID of the user.', examples: [personas[1]?.id] }),
    email: view.string({ description: 'The address to log in with.', examples: ['mali@example.com'] }),
    password: view.string({ description: 'The password to log in with.', examples: [demoPassword] }),
    full_name: view.string({ description: 'The name of the person.', examples: ['มะลิ ศรีสุข (Mali)'] }),
    description: view.string({
      description: 'Who it is; empty for a person of a world file.',
      examples: ['a helper who takes gigs'],
    }),
  },
  { title: 'DevPersona', description: 'A person whose login is known.' },
)

const PersonasView = object(
  { personas: view.array(PersonaView, { description: 'In the order in which the server prints them.' }) },
  { title: 'DevPersonas', description: 'The people whose logins are known.' },
)

const toPersonaView = ({ key, id, email, fullName, description }: KnownPerson) => ({
  key,
  id,
  email,
  password: demoPassword,
  full_name: fullName,
  description,
})

export const personaControls = (ctx: Context): Endpoint[] => [
  openEndpoint({
    ...control,
    method: 'GET',
    path: `${controlsPath}/personas`,
    summary: 'List personas',
    description:
      'The people of the example data whose logins are always the same, with their passwords. In a world without any of them, the first five people of the world file that it was made of.',
    responses: { 200: PersonasView },
    errors: [],
    run: () => listPersonas(ctx),
    view: (all: KnownPerson[]) => ({ personas: all.map(toPersonaView) }),
  }),
]
