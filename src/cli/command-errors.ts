import { ConfigError } from '../config.ts'
import { DamageError, StorageError } from '../storage/storage-error.ts'
import { exitCodes } from './exit-codes.ts'
import { UsageError } from './usage-error.ts'

export const exitCodeOf = (error: unknown): number =>
  error instanceof DamageError ? exitCodes.damaged : exitCodes.error

/** For a person who has to correct something; null for an internal error. */
export const messagesOf = (error: unknown): string[] | null => {
  if (error instanceof ConfigError || error instanceof DamageError) return error.problems
  if (error instanceof StorageError || error instanceof UsageError) return [error.message]
  return null
}
