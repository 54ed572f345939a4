/** An S3 server in this process, of one bucket in memory, for what a real one does too seldom to test it. */

import type { BucketAccess } from '../../src/files/bucket-requests.ts'

interface FakeObject {
  bytes: Uint8Array<ArrayBuffer>
  lastModified: string
}

export interface FakeRequest {
  method: string
  key: string
  query: URLSearchParams
  headers: Headers
}

/** An answer in the place of the usual one; null for the usual one. */
type Intercept = (request: FakeRequest) => Response | null

export const errorOfS3 = (status: number, code: string, message: string): Response =>
  new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`, {
    status,
    headers: { 'content-type': 'application/xml' },
  })

export const startFakeBucket = () => {
  const bucket = 'fake'
  const objects = new Map<string, FakeObject>()
  const requests: FakeRequest[] = []
  const state: { intercept: Intercept; pageSize: number } = { intercept: () => null, pageSize: 1000 }

  const list = (query: URLSearchParams): Response => {
    const [prefix, after] = [query.get('prefix') ?? '', query.get('start-after') ?? '']
    const keys = [...objects.keys()].filter(key => key.startsWith(prefix) && key > after).sort()
    const page = keys.slice(0, state.pageSize)
    const contents = page.map(key => {
      const { bytes, lastModified } = objects.get(key) ?? { bytes: [], lastModified: '' }
      return `<Contents><Key>${key}</Key><LastModified>${lastModified}</LastModified><Size>${bytes.length}</Size></Contents>`
    })
    return new Response(
      `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>${page.length < keys.length}</IsTruncated>${contents.join('')}</ListBucketResult>`,
      { headers: { 'content-type': 'application/xml' } },
    )
  }

  const read = (key: string, range: string | null): Response => {
    const found = objects.get(key)
    if (!found) return errorOfS3(404, 'NoSuchKey', 'The key does not exist.')
    const { bytes } = found
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
    if (first === undefined) return new Response(bytes)
    const part = bytes.slice(Number(first), Number(last) + 1)
    const headers = { 'content-range': `bytes ${first}-${Number(first) + part.length - 1}/${bytes.length}` }
    return new Response(part, { status: 206, headers })
  }

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async request => {
      const url = new URL(request.url)
      const key = decodeURIComponent(url.pathname).slice(`/${bucket}/`.length)
      const { method, headers } = request
      const told = { method, key, query: url.searchParams, headers }
      requests.push(told)
      const body = new Uint8Array(await request.arrayBuffer())
      const instead = state.intercept(told)
      if (instead) return instead
      if (method === 'PUT') objects.set(key, { bytes: body, lastModified: '2025-10-01T10:00:00.000Z' })
      else if (method === 'DELETE') objects.delete(key)
      else return key === '' ? list(url.searchParams) : read(key, headers.get('range'))
      return new Response(null, { status: method === 'DELETE' ? 204 : 200 })
    },
  })

  const access: BucketAccess = {
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    accessKeyId: 'somchai',
    secretAccessKey: 'a secret',
    bucket,
  }
  return {
    access,
    objects,
    requests,
    state,
    put: (
      key: string,
      content: string | Uint8Array<ArrayBuffer>,
      lastModified = '2025-10-01T10:00:00.000Z',
    ) => {
      objects.set(key, { bytes: Uint8Array.from(Buffer.from(content)), lastModified })
    },
    stop: () => server.stop(true),
  }
}

export type FakeBucket = ReturnType<typeof startFakeBucket>
