import pLimit from 'p-limit'
import { AppError } from '../../errors.ts'
import type { Bound } from '../../lib/bound.ts'

/** The OWASP Password Storage Cheat Sheet's first choice. Takes some 25 ms of a core, off the main thread. */
const cost = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/** For unknown e-mail addresses, so that such a login takes as long. */
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$L3cs6naKwGDIH8/9hiseR6pNGF34TWtVKWQsbXCi1Y0$eY3myigqeRJjYypeYrVFjpry+YPTcJedBvLquPsijHQ'

const limit = pLimit(4)

/** More would wait for several seconds. */
const maxWaiting = 256

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

/** NFKC, because keyboards write é and the Thai sara am as one character or as two (ruling A3). */
export const normalize = (password: string): string => password.normalize('NFKC')

/** @throws AppError OVERLOADED */
export const hashPassword = async (password: string): Promise<string> =>
  runLimited(() => Bun.password.hash(normalize(password), cost))

/**
 * A null hash takes as long and is false. Older hashes are of the password as it was sent, so that is tried
 * too. @throws AppError OVERLOADED
 */
export const isPasswordOf = async (password: string, hash: string | null): Promise<boolean> => {
  for (const form of new Set([normalize(password), password])) {
    const isRight = await runLimited(() => Bun.password.verify(form, hash ?? dummyHash))
    if (isRight && hash !== null) return true
  }
  return false
}
