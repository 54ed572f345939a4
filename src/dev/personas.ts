import type { Context } from '../context.ts'
import { demoPasswordHash, type Persona, personas } from './seed/personas.ts'

/** Somebody whom pages offer for a login with the demo password. */
export type KnownPerson = Pick<Persona, 'key' | 'id' | 'email' | 'fullName' | 'description'>

/**
 * The personas that exist in the store. A world file may have none of them: then the first people who have
 * the demo password, as everybody in a file has.
 */
export const listPersonas = async ({ store: { users } }: Pick<Context, 'store'>): Promise<KnownPerson[]> => {
  const known: KnownPerson[] = []
  for (const persona of personas) {
    const credentials = await users.findCredentials(persona.email)
    const user = credentials && (await users.find(credentials.userId))
    if (user) known.push({ ...persona, id: user.id, fullName: user.fullName })
  }
  if (known.length > 0) return known
  for (const { id, email, fullName, disabledAt } of await users.listAll()) {
    if (known.length === personas.length) break
    const hasKnownPassword =
      disabledAt === null && (await users.findCredentials(email))?.passwordHash === demoPasswordHash
    if (hasKnownPassword) known.push({ key: email, id, email, fullName, description: '' })
  }
  return known
}
