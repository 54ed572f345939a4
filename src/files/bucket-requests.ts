import { S3Client } from 'bun'
import { inTime } from '../lib/deadline.ts'

export interface BucketAccess {
  /** Null means Amazon's server of the region. */
  endpoint: string | null
  region: string
  accessKeyId: string
  secretAccessKey: string
  bucket: string
}

interface BucketSettings {
  s3Endpoint: string | null
  s3Region: string
  s3AccessKeyId: string
  s3SecretAccessKey: string
}

export const accessTo = (
  bucket: string,
  { s3Endpoint, s3Region, s3AccessKeyId, s3SecretAccessKey }: BucketSettings,
): BucketAccess => ({
  endpoint: s3Endpoint,
  region: s3Region,
  accessKeyId: s3AccessKeyId,
  secretAccessKey: s3SecretAccessKey,
  bucket,
})

export const s3ClientOf = ({ endpoint, ...access }: BucketAccess): S3Client =>
  new S3Client({ ...access, ...(endpoint && { endpoint }) })

export class BucketError extends Error {
  override readonly name = 'BucketError'
  /** @param code of S3, such as NoSuchBucket; of the system, such as ConnectionRefused; or Timeout */
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${message}`, options)
  }
}

interface BucketRequest {
  method: 'GET' | 'PUT' | 'DELETE'
  key: string
  body?: Uint8Array<ArrayBuffer>
  range?: readonly [first: number, last: number]
}

export interface BucketResponse {
  bytes: Uint8Array<ArrayBuffer>
  size: number
}

const deadline = { ms: 5000, msPerMib: 1000 }

const secondsOfSignature = 300

/**
 * Bun's client signs requests and `fetch` sends them, because only that can be cancelled when a server hangs.
 * @returns null for a missing object @throws BucketError
 */
export const createBucketRequests = (access: BucketAccess) => {
  const client = s3ClientOf(access)

  const send = async ({ method, key, body, range }: BucketRequest): Promise<BucketResponse | null> => {
    const url = client.presign(key, { method, expiresIn: secondsOfSignature })
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadline.ms + ((body?.length ?? 0) / 1024 ** 2) * deadline.msPerMib),
      headers: { 'accept-encoding': 'identity', ...(range && { range: `bytes=${range[0]}-${range[1]}` }) },
      ...(body && { body }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok) return { bytes, size: sizeOf(response, bytes) }
    const { code, message } = errorIn(bytes, response.status)
    if (code === 'NoSuchKey') return null
    throw new BucketError(code, message)
  }

  return async (request: BucketRequest): Promise<BucketResponse | null> => {
    try {
      return await send(request)
    } catch (error) {
      // The server may have closed a kept connection. Every request may be repeated.
      if (!isConnectionLost(error)) throw toBucketError(error)
      return send(request).catch(again => {
        throw toBucketError(again)
      })
    }
  }
}

export type BucketRequests = ReturnType<typeof createBucketRequests>

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error'

const isConnectionLost = (error: unknown) => ['ECONNRESET', 'ConnectionClosed'].includes(codeOf(error))

const toBucketError = (error: unknown): BucketError => {
  if (error instanceof BucketError) return error
  if (error instanceof Error && error.name === 'TimeoutError')
    return new BucketError('Timeout', `no answer within ${deadline.ms} ms`, { cause: error })
  const [code, message] = [codeOf(error), error instanceof Error ? error.message : String(error)]
  return new BucketError(code, message.replace(`${code}: `, ''), { cause: error })
}

/** The last part of `Content-Range: bytes 0-9/1000`. */
const sizeOf = ({ headers }: Response, bytes: Uint8Array): number => {
  const whole = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1]
  return whole === undefined ? bytes.length : Number(whole)
}

const errorIn = (bytes: Uint8Array, status: number): { code: string; message: string } => {
  const text = new TextDecoder().decode(bytes)
  const part = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1]
  return { code: part('Code') ?? `HTTP ${status}`, message: part('Message') ?? 'the server gave no reason' }
}

const pageSize = 1000

interface ListedObject {
  key: string
  size: number
  lastModified: string
}

/** A page at a time. @throws BucketError */
export async function* listObjects(access: BucketAccess, prefix: string): AsyncGenerator<ListedObject[]> {
  const client = s3ClientOf(access)
  for (let startAfter: string | undefined; ; ) {
    const page = await withDeadline(
      client.list({ prefix, maxKeys: pageSize, ...(startAfter !== undefined && { startAfter }) }),
    )
    const objects = (page.contents ?? []).map(({ key, size = 0, lastModified = '' }) => ({
      key,
      size,
      lastModified,
    }))
    yield objects
    startAfter = objects.at(-1)?.key
    if (page.isTruncated !== true || startAfter === undefined) return
  }
}

/** A call of Bun's client cannot be cancelled; after the deadline nobody waits for it. */
const withDeadline = async <Result>(call: Promise<Result>): Promise<Result> => {
  const { ms } = deadline
  try {
    return await inTime(call, ms, () => new BucketError('Timeout', `no answer within ${ms} ms`))
  } catch (error) {
    throw toBucketError(error)
  }
}
