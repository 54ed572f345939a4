import { parseJson, TooDeepError } from '../../lib/json.ts'
import { createDecoder } from '../../schema/decode.ts'
import { checkReferences } from './check.ts'
import { findProblem, WorldFileError } from './problem.ts'
import { maxima, type WorldFile, WorldFileSchema } from './schema.ts'

const decode = createDecoder(WorldFileSchema)

/** @throws WorldFileError with the place in the file */
export const parseWorldFile = (text: string): WorldFile => {
  if (text.length > maxima.bytes) throw new WorldFileError('', tooLarge)
  const value = parse(text)
  const problem = findProblem(WorldFileSchema, value)
  if (problem) throw problem
  const file = decode(value as Record<string, unknown>) // an object, or the schema would have rejected it
  checkReferences(file)
  return file
}

export const tooLarge = `Is larger than ${maxima.bytes / 1024 / 1024} MiB.`

const parse = (text: string): unknown => {
  try {
    // Some editors write a byte order mark.
    return parseJson(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof TooDeepError) throw new WorldFileError('', `Cannot be read: it is ${error.message}`)
    const reason = error instanceof Error ? error.message : String(error)
    // It may hold characters of the file, and a terminal obeys some of them.
    throw new WorldFileError('', `Is not JSON: ${reason.replace(/\p{Cc}/gu, '')}`)
  }
}
