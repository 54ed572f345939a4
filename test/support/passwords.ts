import { passwordSuffix } from './people.ts'

/**
 * Loaded before every run. The people of the tests join some hundred times under a few names. Argon2 takes as long as it
 * should, so each of their passwords is hashed once in a process, and a pair of password and hash is compared once.
 * Every other password, those of the tests about logins among them, takes the way that it always takes.
 */
const { hash, verify } = Bun.password
const hashes = new Map<string, ReturnType<typeof hash>>()
const matches = new Map<string, ReturnType<typeof verify>>()

const remember = <T>(known: Map<string, T>, key: string, find: () => T): T => {
  const found = known.get(key) ?? find()
  known.set(key, found)
  return found
}

const isOfTheTests = (password: unknown): password is string =>
  typeof password === 'string' && password.endsWith(passwordSuffix)

Bun.password.hash = (password, options) => {
  if (!isOfTheTests(password)) return hash(password, options)
  return remember(hashes, JSON.stringify([password, options]), () => hash(password, options))
}

Bun.password.verify = (password, hashed, ...rest) => {
  if (!isOfTheTests(password)) return verify(password, hashed, ...rest)
  return remember(matches, JSON.stringify([password, hashed]), () => verify(password, hashed, ...rest))
}
