import { expect, test } from 'bun:test'
import { sessionsSentence } from './move.ts'

const key = { path: 'secret.key', bytes: 43, sha256: '0'.repeat(64) }
const jwtSecret = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'

test.each([
  ['a key of its own to the same', [key], null, /^Everybody stays logged in\./],
  ['a key of its own to JWT_SECRET', [key], jwtSecret, /^Everybody has to log in again:/],
  ['JWT_SECRET to a key of its own', [], null, /^The former server had JWT_SECRET: set the same/],
  ['JWT_SECRET to JWT_SECRET', [], jwtSecret, /^Everybody stays logged in if JWT_SECRET is that/],
])('an import says who has to log in again when a server moves from %s', (_, files, secret, says) => {
  expect(sessionsSentence({ jwtSecret: secret }, { files })).toMatch(says)
})
