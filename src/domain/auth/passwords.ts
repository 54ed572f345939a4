import pLimit from 'p-limit'
import { AppError } from '../../errors.ts'
import type { Bound } from '../../lib/bound.ts'

/**
 * Argon2id with 19 MiB and two passes, the first choice of the OWASP Password Storage Cheat Sheet. It takes some 25 ms
 * of a core and runs off the main thread.
 */
const cost = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/** The hash of an unknown password. It is checked for an unknown e-mail, so that such a login takes as long. */
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$L3cs6naKwGDIH8/9hiseR6pNGF34TWtVKWQsbXCi1Y0$eY3myigqeRJjYypeYrVFjpry+YPTcJedBvLquPsijHQ'

const limit = pLimit(4)

/** Further requests would wait for several seconds, so they get OVERLOADED. */
const maxWaiting = 256

/** Of all apps of the process. */
export const passwordBound: Bound = {
  name: 'passwords_waiting',
  max: maxWaiting,
  used: () => limit.pendingCount,
  atBound: 'rejects',
}

const runLimited = <T>(run: () => Promise<T>): Promise<T> => {
  if (limit.pendingCount >= maxWaiting) throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: 2 })
  return limit(run)
}

/**
 * The form of a password that is hashed (ruling A3). Keyboards write é and the Thai sara am as one character or as two;
 * NFKC makes them the same.
 */
export const normalize = (password: string): string => password.normalize('NFKC')

/** @throws AppError OVERLOADED */
export const hashPassword = async (password: string): Promise<string> =>
  runLimited(() => Bun.password.hash(normalize(password), cost))

/**
 * Whether the password belongs to the hash; `hash` null, for nobody, takes as long and is always false. A password whose
 * normal form differs is tried as it was sent too, since older hashes were made of that.
 * @throws AppError OVERLOADED
 */
export const isPasswordOf = async (password: string, hash: string | null): Promise<boolean> => {
  for (const form of new Set([normalize(password), password])) {
    const isRight = await runLimited(() => Bun.password.verify(form, hash ?? dummyHash))
    if (isRight && hash !== null) return true
  }
  return false
}
