import type { Dicer } from '@fastify/busboy'
import pLimit from 'p-limit'
import { AppError } from '../errors.ts'
import { nextTurn } from '../lib/next-turn.ts'
import { decodeAs, dispositionOf } from './content-disposition.ts'
import { mediaTypeOf, parametersOf } from './header-parameters.ts'

/** Of a repeated field the last counts. */
type FormFields = Record<string, string | File>

const maxFields = 1000
const maxFieldBytes = 64 * 1024
/** RFC 2046 allows 70; the parser throws at 253. */
const maxBoundaryBytes = 252
const headerLimits = { maxHeaderSize: 16 * 1024, maxHeaderPairs: 100 }

const unreadable = () => new AppError('BAD_REQUEST', 'The form in the body cannot be read.')
const tooManyFields = () => new AppError('BAD_REQUEST', `A form has at most ${maxFields} fields.`)

export const readUrlencodedForm = (bytes: Uint8Array): FormFields => {
  const text = new TextDecoder().decode(bytes)
  if (text.split('&', maxFields + 1).length > maxFields) throw tooManyFields()
  return Object.fromEntries(new URLSearchParams(text))
}

/** Reading megabytes blocks the thread for milliseconds, so other requests run between slices. */
const sliceBytes = 128 * 1024
const oneAtATime = pLimit(1)

/** @param takesFiles whether a part without a file name may be a file by its type @throws AppError */
export const readMultipartForm = async (
  bytes: Uint8Array,
  contentType: string,
  takesFiles: boolean,
): Promise<FormFields> => {
  const boundary = parametersOf(contentType).get('boundary')
  if (!boundary || Buffer.byteLength(boundary) > maxBoundaryBytes) throw unreadable()
  const parser = await import('@fastify/busboy')
  const parse = () =>
    new MultipartReader(new parser.Dicer({ boundary, ...headerLimits }), takesFiles).read(bytes)
  return bytes.length <= sliceBytes ? parse() : oneAtATime(parse)
}

/** Names are in lower case, values have one character for each byte. */
type PartHeaders = Readonly<Record<string, string[] | undefined>>

const ignore = () => {}

/** Headers of parts are read here: the parser knows neither `filename*` nor the escapes of browsers. */
class MultipartReader {
  readonly #fields = new Map<string, string | File>()
  readonly #outcome = Promise.withResolvers<void>()
  readonly #dicer: Dicer
  #isOver = false
  #parts = 0
  #openParts = 0
  #isFinished = false

  constructor(
    dicer: Dicer,
    private readonly takesFiles: boolean,
  ) {
    this.#dicer = dicer
      .on('part', part => this.#takePart(part))
      .on('error', () => this.#fail(unreadable()))
      .on('finish', () => {
        this.#isFinished = true
        this.#resolveWhenDone()
      })
    // It may fail before anybody waits for it.
    this.#outcome.promise.catch(ignore)
  }

  async read(bytes: Uint8Array): Promise<FormFields> {
    for (let at = 0; at < bytes.length && !this.#isOver; at += sliceBytes) {
      if (at > 0) await nextTurn()
      const length = Math.min(sliceBytes, bytes.length - at)
      this.#dicer.write(Buffer.from(bytes.buffer, bytes.byteOffset + at, length))
    }
    this.#dicer.end()
    await this.#outcome.promise
    return Object.fromEntries(this.#fields)
  }

  #takePart(part: Dicer.PartStream): void {
    this.#parts += 1
    if (this.#parts > maxFields) this.#fail(tooManyFields())
    part.on('error', ignore)
    part.on('header', (headers: PartHeaders) => {
      const { name, filename } = dispositionOf(headers['content-disposition']?.[0] ?? '')
      const type = headers['content-type']?.[0] ?? ''
      const isFile = filename !== undefined || (this.takesFiles && isFileType(mediaTypeOf(type)))
      this.#collect(part, isFile ? Number.POSITIVE_INFINITY : maxFieldBytes, bytes => {
        if (name === undefined) return
        this.#fields.set(name, isFile ? new File([bytes], filename ?? '', { type }) : textOf(bytes, type))
      })
    })
  }

  #collect(part: Dicer.PartStream, maxBytes: number, onEnd: (bytes: Buffer<ArrayBuffer>) => void): void {
    const chunks: Buffer[] = []
    let length = 0
    this.#openParts += 1
    part.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > maxBytes) this.#fail(new AppError('BODY_TOO_LARGE', 'A text of the form is too long.'))
      else chunks.push(chunk)
    })
    part.on('end', () => {
      onEnd(Buffer.concat(chunks))
      this.#openParts -= 1
      this.#resolveWhenDone()
    })
  }

  /** The parser finishes before an empty last part. */
  #resolveWhenDone(): void {
    if (this.#isFinished && this.#openParts === 0) this.#outcome.resolve()
  }

  #fail(error: AppError): void {
    this.#isOver = true
    this.#outcome.reject(error)
  }
}

const isFileType = (type: string): boolean => type.startsWith('image/') || type === 'application/octet-stream'

const textOf = (bytes: Uint8Array, type: string): string =>
  decodeAs(parametersOf(type).get('charset') ?? 'utf-8', bytes) ?? new TextDecoder().decode(bytes)
