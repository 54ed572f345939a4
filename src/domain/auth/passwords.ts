import pLimit from 'p-limit'
import { AppError } from '../../errors.ts'

/**
 * Argon2id with 19 MiB and two passes, the first choice of the OWASP Password Storage Cheat Sheet. It takes some 25 ms
 * of a core and runs off the main thread.
 */
const cost = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const

/** The hash of a password that nobody has, so that a login with an unknown e-mail takes as long as any other. */
const nobodysHash =
  '$argon2id$v=19$m=19456,t=2,p=1$L3cs6naKwGDIH8/9hiseR6pNGF34TWtVKWQsbXCi1Y0$eY3myigqeRJjYypeYrVFjpry+YPTcJedBvLquPsijHQ'

const atOnce = pLimit(4)

/** Who would wait longer than some seconds is told to come back. */
const maxWaiting = 256

const whenThereIsRoom = <T>(work: () => Promise<T>): Promise<T> => {
  if (atOnce.pendingCount >= maxWaiting) throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: 2 })
  return atOnce(work)
}

/** @throws AppError OVERLOADED */
export const hashPassword = async (password: string): Promise<string> =>
  whenThereIsRoom(() => Bun.password.hash(password, cost))

/**
 * Whether the password belongs to the hash; `hash` null, for nobody, takes as long and is always false.
 * @throws AppError OVERLOADED
 */
export const isPasswordOf = async (password: string, hash: string | null): Promise<boolean> => {
  const isRight = await whenThereIsRoom(() => Bun.password.verify(password, hash ?? nobodysHash))
  return isRight && hash !== null
}
