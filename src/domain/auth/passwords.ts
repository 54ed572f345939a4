import pLimit from 'p-limit'
import { AppError } from '../../errors.ts'

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

const runLimited = <T>(run: () => Promise<T>): Promise<T> => {
  if (limit.pendingCount >= maxWaiting) throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: 2 })
  return limit(run)
}

/** @throws AppError OVERLOADED */
export const hashPassword = async (password: string): Promise<string> =>
  runLimited(() => Bun.password.hash(password, cost))

/**
 * Whether the password belongs to the hash; `hash` null takes as long and is always false.
 * @throws AppError OVERLOADED
 */
export const isPasswordOf = async (password: string, hash: string | null): Promise<boolean> => {
  const isRight = await runLimited(() => Bun.password.verify(password, hash ?? dummyHash))
  return isRight && hash !== null
}
