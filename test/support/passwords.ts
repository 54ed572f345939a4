/**
 * Loaded before every run. Argon2 takes as long as it should, some 30 ms for each of thousands of passwords, so those of
 * the tests are hashed with the least cost, and a pair of password and hash is compared once in a process. A password
 * that begins with `costlyPrefix` is hashed as in production.
 */
export const costlyPrefix = 'costly '

const { hash, verify } = Bun.password
const matches = new Map<string, ReturnType<typeof verify>>()

Bun.password.hash = (password, options) => {
  const isCostly = typeof password === 'string' && password.startsWith(costlyPrefix)
  return hash(password, isCostly ? options : { algorithm: 'argon2id', memoryCost: 8, timeCost: 1 })
}

Bun.password.verify = (password, hashed, ...rest) => {
  if (typeof password !== 'string') return verify(password, hashed, ...rest)
  const pair = JSON.stringify([password, hashed, rest])
  const known = matches.get(pair) ?? verify(password, hashed, ...rest)
  matches.set(pair, known)
  return known
}
