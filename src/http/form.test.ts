import { describe, expect, test } from 'bun:test'
import { readMultipartForm, readUrlencodedForm } from './form.ts'

const multipart = 'multipart/form-data; boundary=b'
const part = (headers: string, content: string) => `--b\r\n${headers}\r\n\r\n${content}\r\n`
const named = (name: string, content: string) =>
  part(`Content-Disposition: form-data; name="${name}"`, content)
const read = (body: string, type = multipart, takesFiles = false) =>
  readMultipartForm(Buffer.from(body), type, takesFiles)

const codeOf = (reading: Promise<unknown>) =>
  reading.then(
    () => null,
    error => error.code,
  )

describe('a multipart form', () => {
  test('gives its texts, empty ones and those behind a preamble included, and of a repeated field the last', async () => {
    const body = `preamble\r\n${named('a', '1')}${named('b', '')}${named('a', 'สอง')}${named('c', '')}--b--\r\nepilogue`
    expect(await read(body)).toEqual({ a: 'สอง', b: '', c: '' })
    expect(await read('--b--\r\n')).toEqual({})
  })

  test('has a boundary that is quoted or not, beside other parameters', async () => {
    for (const type of [
      'multipart/form-data; charset=utf-8; boundary="b"',
      'Multipart/Form-Data;BOUNDARY=b;charset=utf-8',
      'multipart/form-data ; boundary = b',
    ])
      expect(await read(`${named('a', '1')}--b--`, type)).toEqual({ a: '1' })
  })

  test('decodes a text in the charset that its part names', async () => {
    const bytes = Buffer.concat([
      Buffer.from(
        '--b\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=windows-874\r\n\r\n',
      ),
      Buffer.from([0xc1, 0xd2, 0xc5, 0xd5]),
      Buffer.from('\r\n--b--'),
    ])
    expect(await readMultipartForm(bytes, multipart, false)).toEqual({ a: 'มาลี' })
  })

  test('takes a part without a file name for a file only where files are expected, by its type', async () => {
    const isFile = async (type: string, takesFiles: boolean) => {
      const headers = `Content-Disposition: form-data; name="a"\r\nContent-Type: ${type}`
      return (await read(`${part(headers, 'x')}--b--`, multipart, takesFiles)).a instanceof File
    }
    for (const type of ['image/jpeg', 'IMAGE/HEIC', 'application/octet-stream'])
      expect([await isFile(type, true), await isFile(type, false)]).toEqual([true, false])
    expect(await isFile('text/plain', true)).toBeFalse()
  })

  test('ignores a part without a name, without headers, or with a broken one', async () => {
    const odd = [
      part('Content-Disposition: form-data', 'x'),
      '--b\r\n\r\nx\r\n',
      part('nonsense', 'x'),
      part(': x', 'x'),
    ]
    expect(await read(`${odd.join('')}${named('a', '1')}--b--`)).toEqual({ a: '1' })
  })

  test('cannot hide a field in the prototype of the others', async () => {
    const form = await read(`${named('__proto__', '1')}${named('constructor', '2')}--b--`)
    expect(Object.getPrototypeOf(form)).toBe(Object.prototype)
    expect(Object.keys(form)).toEqual(['__proto__', 'constructor'])
  })

  test('that breaks off or has no boundary is a BAD_REQUEST', async () => {
    const whole = `${named('a', '1')}--b--`
    for (let end = 0; end < whole.length; end += 1) {
      expect([end, await codeOf(read(whole.slice(0, end)))]).toEqual([end, 'BAD_REQUEST'])
    }
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary=other',
    ])
      expect(await codeOf(read(whole, type))).toBe('BAD_REQUEST')
  })
})

describe('the bounds of a form', () => {
  test('are 252 bytes for its boundary', async () => {
    const bounded = (boundary: string) =>
      read(
        `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--`,
        `multipart/form-data; boundary=${boundary}`,
      )
    expect(await bounded('b'.repeat(252))).toEqual({ a: '1' })
    for (const boundary of ['b'.repeat(253), 'b'.repeat(5000), 'é'.repeat(130)])
      expect(await codeOf(bounded(boundary))).toBe('BAD_REQUEST')
  })

  test('are 1000 fields, in both forms', async () => {
    const parts = (count: number) => `${named('a', '1').repeat(count)}--b--`
    expect(await read(parts(1000))).toEqual({ a: '1' })
    expect(await codeOf(read(parts(1001)))).toBe('BAD_REQUEST')
    expect(await codeOf(read(parts(100_000)))).toBe('BAD_REQUEST')
    expect(readUrlencodedForm(Buffer.from('a=1&'.repeat(999)))).toEqual({ a: '1' })
    expect(() => readUrlencodedForm(Buffer.from('a=1&'.repeat(1000)))).toThrow('at most 1000 fields')
  })

  test('are 64 KiB for a text, also where it comes in slices', async () => {
    const longest = 'x'.repeat(64 * 1024)
    expect(await read(`${named('a', longest)}--b--`)).toEqual({ a: longest })
    expect(await codeOf(read(`${named('a', `${longest}x`)}--b--`))).toBe('BODY_TOO_LARGE')
    expect(await codeOf(read(`${named('a', longest.repeat(32))}--b--`))).toBe('BODY_TOO_LARGE')
  })

  test('are 16 KiB for the headers of a part: what is behind them is not read', async () => {
    const padded = (length: number) =>
      `X-Padding: ${'x'.repeat(length)}\r\nContent-Disposition: form-data; name="a"`
    expect(await read(`${part(padded(16_000), '1')}--b--`)).toEqual({ a: '1' })
    for (const length of [17_000, 100_000])
      expect(await read(`${part(padded(length), '1')}${named('b', '2')}--b--`)).toEqual({ b: '2' })
  })

  test('are 100 headers for a part', async () => {
    const crowded = (count: number) => {
      const others = Array.from({ length: count - 1 }, (_, at) => `X-${at}: x\r\n`).join('')
      return read(`${part(`${others}Content-Disposition: form-data; name="a"`, '1')}--b--`)
    }
    expect(await crowded(100)).toEqual({ a: '1' })
    expect(await crowded(101)).toEqual({})
  })

  test('leave the thread to others between slices of a long form', async () => {
    const picture = 'x'.repeat(4 * 1024 * 1024)
    const body = Buffer.from(
      `${part('Content-Disposition: form-data; name="file"; filename="a"', picture)}--b--`,
    )
    let turns = 0
    let isDone = false
    const count = () => {
      turns += 1
      if (!isDone) setImmediate(count)
    }
    setImmediate(count)
    const forms = await Promise.all([1, 2].map(() => readMultipartForm(body, multipart, true)))
    isDone = true
    for (const { file } of forms) expect(file instanceof File && file.size).toBe(picture.length)
    expect(turns).toBeGreaterThan(60)
  })
})
