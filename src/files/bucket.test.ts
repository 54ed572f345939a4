import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { errorOfS3, type FakeBucket, startFakeBucket } from '../../test/support/fake-bucket.ts'
import { AppError } from '../errors.ts'
import { createBucketFileStore, findBucketProblem } from './bucket.ts'
import { partBytes } from './bucket-file.ts'
import { BucketError, createBucketRequests, listObjects } from './bucket-requests.ts'

let bucket: FakeBucket

beforeEach(() => {
  bucket = startFakeBucket()
})
afterEach(() => bucket.stop())

const patternOf = (size: number) => Uint8Array.from({ length: size }, (_, at) => at % 251)

const errorOf = async (call: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await call.then(
    () => null,
    caught => caught,
  )
  if (error instanceof AppError) return error
  throw new Error(`It was no error of the server: ${String(error)}`)
}

/** The text of the error of a bucket, without what the server says around it. */
const reasonOf = async (call: Promise<unknown>): Promise<string> => {
  const { cause } = await errorOf(call)
  return cause instanceof BucketError ? cause.message : String(cause)
}

describe('the store of pictures in a bucket', () => {
  test('is shared by all servers, and writes below the name of the folder', async () => {
    const files = createBucketFileStore(bucket.access)
    expect(files.isShared).toBe(true)
    await files.write('thumbnails', 'a.webp', Uint8Array.of(1, 2))
    expect([...bucket.objects.keys()]).toEqual(['thumbnails/a.webp'])
    await files.remove('thumbnails', 'a.webp')
    expect(bucket.objects.size).toBe(0)
  })

  test('signs each request for five minutes, and wants bytes as they are', async () => {
    await createBucketFileStore(bucket.access).read('uploads', 'a.jpg')
    const [request] = bucket.requests
    expect(request?.query.get('X-Amz-Expires')).toBe('300')
    expect(request?.headers.get('accept-encoding')).toBe('identity')
  })

  test('reads a picture of one part with one request, and a longer one part by part', async () => {
    const files = createBucketFileStore(bucket.access)
    bucket.put('uploads/short', patternOf(partBytes))
    bucket.put('uploads/long', patternOf(partBytes + 1))
    const rangesOf = () => bucket.requests.splice(0).map(({ headers }) => headers.get('range'))
    const short = await files.read('uploads', 'short')
    expect([short?.size, (await short?.bytes())?.length]).toEqual([partBytes, partBytes])
    // Sent at once, and not part by part.
    expect(short).toBeInstanceOf(Blob)
    expect(rangesOf()).toEqual([`bytes=0-${partBytes - 1}`])
    const long = await files.read('uploads', 'long')
    expect(long?.size).toBe(partBytes + 1)
    expect(await long?.bytes()).toEqual(patternOf(partBytes + 1))
    expect(rangesOf()).toEqual([`bytes=0-${partBytes - 1}`, `bytes=${partBytes}-${partBytes}`])
  })

  test('knows an empty picture, and one that is not there', async () => {
    const files = createBucketFileStore(bucket.access)
    bucket.put('uploads/empty', '')
    expect((await files.read('uploads', 'empty'))?.size).toBe(0)
    expect(await files.read('uploads', 'none')).toBeNull()
  })

  test('takes a part of another length, or none, for a picture that has changed', async () => {
    const files = createBucketFileStore(bucket.access)
    for (const change of [
      () => bucket.put('uploads/long', patternOf(partBytes + 5)),
      () => bucket.objects.delete('uploads/long'),
    ]) {
      bucket.put('uploads/long', patternOf(partBytes + 10))
      const file = await files.read('uploads', 'long')
      change()
      expect(await reasonOf(file?.bytes() ?? Promise.resolve())).toBe(
        'NoSuchPart: "uploads/long" has changed while it was read',
      )
    }
  })

  test('does not answer at the moment when the server says no, whatever it was asked', async () => {
    const files = createBucketFileStore(bucket.access)
    bucket.state.intercept = () => errorOfS3(503, 'SlowDown', 'Reduce your request rate.')
    for (const call of [
      () => files.read('uploads', 'a'),
      () => files.write('uploads', 'a', Uint8Array.of(1)),
      () => files.remove('uploads', 'a'),
    ]) {
      const error = await errorOf(call())
      expect([error.code, error.status, error.retryAfterSeconds]).toEqual(['STORAGE_FAILED', 503, 5])
      expect(error.message).toBe(
        'The store of pictures does not answer at the moment. Try again in a few seconds.',
      )
      expect(error.cause).toMatchObject({
        name: 'BucketError',
        code: 'SlowDown',
        message: 'SlowDown: Reduce your request rate.',
      })
      expect(error.cause instanceof Error && error.cause.cause).toBeUndefined()
    }
    expect(await reasonOf(files.list('uploads'))).toBe('SlowDown: Reduce your request rate.')
  })

  test('tells the status of a server that gives no reason, and follows it nowhere else', async () => {
    const files = createBucketFileStore(bucket.access)
    bucket.state.intercept = () => new Response('<html>Bad gateway</html>', { status: 502 })
    expect(await reasonOf(files.read('uploads', 'a'))).toBe('HTTP 502: the server gave no reason')
    bucket.state.intercept = () => Response.redirect('http://127.0.0.1:1/elsewhere', 307)
    expect(await reasonOf(files.read('uploads', 'a'))).toBe('HTTP 307: the server gave no reason')
    expect(bucket.requests).toHaveLength(2)
    bucket.state.intercept = () => new Response('<Error><Code>NoSuchBucket</Code></Error>', { status: 404 })
    expect(await reasonOf(files.read('uploads', 'a'))).toBe('NoSuchBucket: the server gave no reason')
  })

  test('lists names with their sizes and times, below a prefix', async () => {
    const files = createBucketFileStore(bucket.access)
    bucket.put('uploads/one-1', 'abc', '2025-10-01T10:00:00.500Z')
    bucket.put('uploads/two-1', 'a')
    bucket.put('thumbnails/one-1', 'a')
    expect(await files.list('uploads', 'one-')).toEqual([
      { name: 'one-1', sizeBytes: 3, writtenAtMs: Date.UTC(2025, 9, 1, 10, 0, 0, 500) },
    ])
    expect((await files.list('uploads')).map(({ name }) => name)).toEqual(['one-1', 'two-1'])
  })

  test('lists on behind the last name of a page, as long as there is one', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const name of names) bucket.put(`uploads/${name}`, name)
    bucket.state.pageSize = 2
    const pages: string[][] = []
    for await (const objects of listObjects(bucket.access, 'uploads/'))
      pages.push(objects.map(({ key }) => key))
    expect(pages).toEqual([['uploads/a', 'uploads/b'], ['uploads/c', 'uploads/d'], ['uploads/e']])
    expect(bucket.requests.map(({ query }) => [query.get('start-after'), query.get('max-keys')])).toEqual([
      [null, '1000'],
      ['uploads/b', '1000'],
      ['uploads/d', '1000'],
    ])
  })

  test('ends a list that says that there is more and has nothing', async () => {
    bucket.state.intercept = () =>
      new Response(
        '<?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
      )
    expect(await createBucketFileStore(bucket.access).list('uploads')).toEqual([])
    expect(bucket.requests).toHaveLength(1)
  })
})

/** A server that cuts the first connections and answers on those after them. */
const startCuttingServer = (cuts: number) => {
  let connections = 0
  const server = Bun.listen({
    hostname: '127.0.0.1',
    port: 0,
    socket: {
      open: () => {
        connections += 1
      },
      data: socket => {
        if (connections <= cuts) socket.terminate()
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok')
      },
    },
  })
  const access = { region: 'r', accessKeyId: 'a', secretAccessKey: 's', bucket: 'b' }
  return {
    request: createBucketRequests({ ...access, endpoint: `http://127.0.0.1:${server.port}` }),
    connections: () => connections,
    stop: () => server.stop(true),
  }
}

describe('a request to a bucket', () => {
  test('is sent again when its connection was cut, but once only', async () => {
    const once = startCuttingServer(1)
    expect(Buffer.from((await once.request({ method: 'GET', key: 'a' }))?.bytes ?? []).toString()).toBe('ok')
    expect(once.connections()).toBe(2)
    once.stop()
    const always = startCuttingServer(9)
    const failing = always.request({ method: 'GET', key: 'a' })
    await expect(failing).rejects.toMatchObject({
      name: 'BucketError',
      code: 'ECONNRESET',
      message: expect.stringMatching(/^ECONNRESET: The socket/),
    })
    expect(always.connections()).toBe(2)
    always.stop()
  })

  test('is not sent again when the server said no', async () => {
    bucket.state.intercept = () => errorOfS3(500, 'InternalError', 'We encountered an error.')
    const failing = createBucketRequests(bucket.access)({ method: 'GET', key: 'a' })
    await expect(failing).rejects.toMatchObject({ code: 'InternalError' })
    expect(bucket.requests).toHaveLength(1)
  })

  test('reads the length of the whole object from the end of Content-Range', async () => {
    const request = createBucketRequests(bucket.access)
    bucket.put('a', '0123456789')
    expect((await request({ method: 'GET', key: 'a', range: [2, 4] }))?.size).toBe(10)
    const part = await request({ method: 'GET', key: 'a', range: [2, 4] })
    expect(Buffer.from(part?.bytes ?? []).toString()).toBe('234')
    expect((await request({ method: 'GET', key: 'a' }))?.size).toBe(10)
  })
})

describe('the problem of a bucket', () => {
  test('is none when an object can be read, written and deleted, in that order and under one new name', async () => {
    expect(await findBucketProblem(bucket.access)).toBeNull()
    expect(bucket.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'DELETE'])
    const keys = new Set(bucket.requests.map(({ key }) => key))
    expect([...keys]).toEqual([expect.stringMatching(/^probe-[0-9a-f]{16}$/)])
    expect(bucket.objects.size).toBe(0)
    await findBucketProblem(bucket.access)
    expect(new Set(bucket.requests.map(({ key }) => key)).size).toBe(2)
  })

  test('is that of the step that fails', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      bucket.state.intercept = request =>
        request.method === method ? errorOfS3(403, 'AccessDenied', 'Access denied.') : null
      expect([method, await findBucketProblem(bucket.access)]).toEqual([
        method,
        'the key may not read, write, delete and list its objects',
      ])
    }
  })

  test.each([
    ['NoSuchBucket', 'there is no such bucket. Make it, or set S3_BUCKET to another one'],
    ['InvalidAccessKeyId', 'the server does not know S3_ACCESS_KEY_ID'],
    ['SignatureDoesNotMatch', 'S3_SECRET_ACCESS_KEY is not the key of S3_ACCESS_KEY_ID'],
    ['RequestTimeTooSkewed', 'the clock of this machine is wrong'],
    ['Unheard', 'the server at S3_ENDPOINT cannot be used (Unheard: A reason.)'],
  ])('is told in words for %s', async (code, told) => {
    bucket.state.intercept = () => errorOfS3(403, code, 'A reason.')
    expect(await findBucketProblem(bucket.access)).toBe(told)
  })

  test('of an address where nothing listens is that', async () => {
    await bucket.stop()
    expect(await findBucketProblem(bucket.access)).toBe('nothing listens at S3_ENDPOINT')
  })
})
