import { describe, expect, test } from 'bun:test'
import { contextOf } from '../../test/support/contexts.ts'
import {
  acceptsGzip,
  acceptsType,
  hasCurrentCopy,
  replyWithBytes,
  replyWithFile,
  Substitute,
  sendContent,
  varyByEncoding,
} from './file-reply.ts'
import type { Reply } from './reply.ts'

const file = { name: 'a.jpg', contentType: 'image/jpeg', variesByAccept: false }
const content = Uint8Array.from({ length: 100 }, (_, at) => at)

const ask = (headers: Record<string, string>, method = 'GET') =>
  replyWithBytes(contextOf({ headers, method }), file, content)

const partOf = ({ status, body, headers }: Reply) => {
  if (!(body instanceof Uint8Array)) throw new Error('There are no bytes.')
  return [status, headers['content-range'], body[0], body.at(-1), body.length]
}

describe('a type is accepted', () => {
  test.each([
    'image/webp',
    'IMAGE/WEBP',
    ' image/webp ',
    'image/avif, image/webp',
    'image/avif,\timage/webp ; q=0.8',
    'image/webp;q=0.1',
    'image/webp;q=0.001',
    'image/webp;q=1',
    'image/webp;q=0.0;q=0.01, image/webp',
  ])('by "%s"', accept => {
    expect(acceptsType(accept, 'image/webp')).toBeTrue()
  })

  test.each([
    '',
    '*/*',
    'image/*',
    'image/webpx',
    'image/avif',
    'image/webp;q=0',
    'image/webp; q=0',
    'image/webp ;Q=0.0',
    'image/webp;q=0.000, image/png',
    'text/html;level=image/webp',
  ])('not by "%s"', accept => {
    expect(acceptsType(accept, 'image/webp')).toBeFalse()
  })

  test('by nobody who sends no such header', () => {
    expect(acceptsType(null, 'image/webp')).toBeFalse()
    expect(acceptsGzip(contextOf().request)).toBeFalse()
    expect(acceptsGzip(contextOf({ headers: { 'accept-encoding': 'br, gzip;q=0.5' } }).request)).toBeTrue()
  })
})

describe('a copy that the client has', () => {
  const has = (known: string) =>
    hasCurrentCopy(contextOf({ headers: { 'if-none-match': known } }).request, '"a"')

  test('is current when its tag is among those that were sent, weak or strong', () => {
    for (const known of ['"a"', 'W/"a"', '"b", "a"', '"b" , W/"a" ', '*'])
      expect([known, has(known)]).toEqual([known, true])
    for (const known of ['', '"b"', 'a', '"A"', 'W/W/"a"', '"a"W/', '"b, a"', '*, "b"'])
      expect([known, has(known)]).toEqual([known, false])
    expect(hasCurrentCopy(contextOf().request, '"a"')).toBeFalse()
  })

  test('is not sent or loaded again', async () => {
    const headers = { 'if-none-match': '"a.jpg"' }
    const { status, body } = ask(headers)
    expect([status, body]).toEqual([304, null])
    let loads = 0
    const load = async () => {
      loads += 1
      return content
    }
    expect((await replyWithFile(contextOf({ headers }), { ...file, load })).status).toBe(304)
    expect(loads).toBe(0)
    expect((await replyWithFile(contextOf(), { ...file, load })).status).toBe(200)
    expect(loads).toBe(1)
  })
})

describe('a part of a file', () => {
  test.each<[string, (number | string)[]]>([
    ['bytes=0-0', ['bytes 0-0/100', 0, 0, 1]],
    ['bytes=10-19', ['bytes 10-19/100', 10, 19, 10]],
    ['bytes=99-', ['bytes 99-99/100', 99, 99, 1]],
    ['bytes=90-99', ['bytes 90-99/100', 90, 99, 10]],
    ['bytes=90-100', ['bytes 90-99/100', 90, 99, 10]],
    ['bytes=-1', ['bytes 99-99/100', 99, 99, 1]],
    ['bytes=-100', ['bytes 0-99/100', 0, 99, 100]],
    ['bytes=-101', ['bytes 0-99/100', 0, 99, 100]],
    [' Bytes\t= 10 -  19 ', ['bytes 10-19/100', 10, 19, 10]],
    ['bytes=  99  - ', ['bytes 99-99/100', 99, 99, 1]],
  ])('is sent with its place: %s', (range, expected) => {
    expect(partOf(ask({ range }))).toEqual([206, ...expected])
  })

  test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('that is not there is a 416: %s', range => {
    expect(() => ask({ range })).toThrow(
      expect.objectContaining({ code: 'RANGE_NOT_SATISFIABLE', headers: { 'content-range': 'bytes */100' } }),
    )
  })

  test.each([
    ...[
      '',
      'bytes',
      'bytes=',
      'bytes=-',
      'bytes=6-5',
      'bytes=0-1,2-3',
      'xbytes=0-1',
      'bytes=0-1x',
      'lines=0-1',
    ],
    ...['bytes=0-1=', 'bytes=0-1-', 'bytes=0 1-2', 'bytes=0', 'bytes==0-1', 'bytes=+0-1', 'bytes=0x1-2'],
  ])('is the whole where the header names no part: "%s"', range => {
    expect(partOf(ask({ range }))).toEqual([200, undefined, 0, 99, 100])
  })

  test('is the whole where the header is as long as it can be; a pattern once took a minute to read it', () => {
    const gap = ' '.repeat(8000)
    for (const range of [`bytes=${gap}-${gap}x`, `bytes=${gap}x`, '-'.repeat(16_000), '='.repeat(16_000)])
      expect(ask({ range }).status).toBe(200)
  })

  test('is sent for a GET alone, and to somebody who has the other parts of the same content', () => {
    const range = 'bytes=0-9'
    expect(ask({ range }, 'HEAD').status).toBe(200)
    expect(ask({ range, 'if-range': ' "a.jpg" ' }).status).toBe(206)
    for (const condition of ['"b.jpg"', 'W/"a.jpg"', 'Wed, 01 Oct 2025 10:00:00 GMT'])
      expect([condition, ask({ range, 'if-range': condition }).status]).toEqual([condition, 200])
  })
})

describe('the headers of a file', () => {
  test('say what it is, that it may be kept for good, and that a browser runs nothing of it', () => {
    expect(ask({}).headers).toEqual({
      etag: '"a.jpg"',
      'cache-control': 'public, max-age=31536000, s-maxage=60, immutable',
      'content-type': 'image/jpeg',
      'accept-ranges': 'bytes',
      'content-disposition': 'inline; filename="a.jpg"',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    })
  })

  test('vary by what the answer was made from, and never by everything', () => {
    const varyOf = (variesByAccept: boolean, vary?: string) => {
      const context = contextOf({ answered: vary === undefined ? {} : { vary } })
      const { headers } = replyWithBytes(context, { ...file, variesByAccept }, content)
      return [headers.vary, context.headers.vary]
    }
    expect(varyOf(false)).toEqual([undefined, undefined])
    expect(varyOf(false, '*')).toEqual([undefined, undefined])
    expect(varyOf(true, '*')[0]).toBe('Accept')
    expect(varyOf(true)[0]).toBe('Accept')
    expect(varyOf(false, 'Origin')[0]).toBe('Origin')
    expect(varyOf(true, 'Origin')[0]).toBe('Origin, Accept')
    expect(varyByEncoding({ headers: { vary: 'Origin' } })).toBe('Origin, Accept-Encoding')
    expect(varyByEncoding({ headers: { vary: '*' } })).toBe('Accept-Encoding')
  })

  test('of a substitute are its own, and caches ask again after a minute', async () => {
    const load = async () => new Substitute({ ...file, name: 'whole.jpg' }, content)
    const { status, headers } = await replyWithFile(contextOf(), { ...file, load })
    expect([status, headers.etag, headers['cache-control']]).toEqual([
      200,
      '"whole.jpg"',
      'private, max-age=60',
    ])
  })
})

describe('a file that comes as a stream', () => {
  const stored = {
    size: 7,
    stream: () => new Blob(['content']).stream(),
    slice: () => stored,
    bytes: async () => new Uint8Array(7),
  }

  test('is sent with its length, and a HEAD request reads nothing of it', async () => {
    const got = sendContent({ method: 'GET' }, 200, stored, { a: 'b' })
    expect(got.headers).toEqual({ a: 'b', 'content-length': '7' })
    expect(await new Response(got.body).text()).toBe('content')
    const headed = sendContent({ method: 'HEAD' }, 200, stored, {})
    expect([headed.body, headed.headers['content-length']]).toEqual([null, '7'])
  })

  test('needs no length of ours where it is bytes or a blob', () => {
    for (const plain of [content, new Blob(['content'])]) {
      const { body, headers } = sendContent({ method: 'GET' }, 200, plain, {})
      expect(body).toBe(plain)
      expect(headers).toEqual({})
    }
  })
})
