import list from './common-passwords.txt' with { type: 'text' }
import { normalize } from './passwords.ts'

/**
 * OWASP ASVS asks for a check against the 3 000 most common passwords that the length rule allows. Lines that start
 * with # name the source of the list.
 */
const common: ReadonlySet<string> = new Set(
  list.split('\n').filter(line => line !== '' && !/^#( |$)/.test(line)),
)

/** Whether a password is among the most common ones, in any case. */
export const isCommonPassword = (password: string): boolean => common.has(normalize(password).toLowerCase())
