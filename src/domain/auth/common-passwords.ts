import list from './common-passwords.txt' with { type: 'text' }
import { normalize } from './passwords.ts'

/** OWASP ASVS: the 3 000 most common passwords that the length rule allows. */
const common: ReadonlySet<string> = new Set(
  list.split('\n').filter(line => line !== '' && !/^#( |$)/.test(line)),
)

export const isCommonPassword = (password: string): boolean => common.has(normalize(password).toLowerCase())
