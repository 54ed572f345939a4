import type { DocumentAdditions } from '../http/openapi.ts'
import { controlsPath } from './controls/control.ts'
import { findDocumentExamples } from './document-examples.ts'
import { type KnownPerson, listPersonas } from './personas.ts'
import { demoPassword } from './seed/personas.ts'
import type { WorldContext } from './world.ts'

const introductionFor = (person: KnownPerson | undefined): string => {
  const login = person
    ? `Log in as \`${person.email}\` with the password \`${demoPassword}\`. The ids in the examples are those of this
world and of that person, so most operations can be executed as they stand. After a change, load the page anew: it brings
other ids.`
    : 'Nobody here has a known password: register somebody first.'
  return `### In this demo\n\n${login} Rate limits are off where the server was not told otherwise.`
}

const parameters = {
  Prefer: {
    name: 'Prefer',
    in: 'header',
    required: false,
    description:
      'What happens to this request in place of the usual: `error=CODE`, `code=503`, `delay=1500` (milliseconds) or `delay=mobile`, `fault=hang` or `fault=cut`, `when=after` (the request is processed and its response lost), `cast=friendly`; separated by commas. `?__prefer=` does the same.',
    schema: { type: 'string', maxLength: 1000 },
  },
  'X-World': {
    name: 'X-World',
    in: 'header',
    required: false,
    description:
      'The world to ask: 1 to 40 small letters, digits and hyphens, with `@checkpoint` after it where it is to begin with another than `start`, which is then a part of its name. The first request with a name makes the world. Left out: the main world. `?__world=` does the same.',
    schema: { type: 'string', maxLength: 81, pattern: '^[a-z0-9-]{1,40}(@[a-z0-9-]{1,40})?$' },
  },
}

export const documentAdditionsOf = (world: WorldContext): DocumentAdditions => ({
  parameters,
  parametersAt: path => (path.startsWith(controlsPath) ? ['X-World'] : Object.keys(parameters)),
  current: async () => {
    const personas = await listPersonas(world.ctx)
    return {
      introduction: introductionFor(personas[0]),
      examples: await findDocumentExamples(world, personas[0]),
      logins: personas.map(({ email, fullName, description }) => ({
        email,
        password: demoPassword,
        name: fullName,
        description,
      })),
    }
  },
})
