import { describe, expect, test } from 'bun:test'
import { contextOf } from '../../test/support/contexts.ts'
import { type BodyType, fileBody, jsonBody, readBody, takesFilesOnly } from './body.ts'

const json: BodyType[] = ['json']
const files: BodyType[] = ['formdata']

const read = (
  body: string | Uint8Array<ArrayBuffer>,
  {
    type,
    types = json,
    ...headers
  }: { type?: string; types?: BodyType[]; [name: string]: string | BodyType[] | undefined } = {},
) =>
  readBody(
    contextOf({
      method: 'POST',
      body,
      headers: {
        'content-length': String(Buffer.byteLength(body)),
        ...(type !== undefined && { 'content-type': type }),
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      },
    }),
    jsonBody,
    types,
  )

const form = (boundary = 'b') =>
  `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}--`
const asJson = { type: 'application/json' }

describe('a body', () => {
  test('that is JSON is read as such, whatever type is declared', async () => {
    for (const type of ['application/json', 'text/plain', 'x'])
      expect(await read('{"a":1}', { type })).toEqual({ a: 1 })
  })

  test('that is empty or null has no fields', async () => {
    for (const body of ['', 'null', ' null ']) expect(await read(body, asJson)).toEqual({})
  })

  test('that is no object or no JSON is refused in words for what was expected', async () => {
    await expect(read('[]', asJson)).rejects.toMatchObject({
      fieldErrors: { body: ['Must be a JSON object.'] },
    })
    await expect(read('{', asJson)).rejects.toThrow('The body is not valid JSON.')
    await expect(read('{', { ...asJson, types: files })).rejects.toThrow(
      'The file has to be sent in a multipart form.',
    )
    const deep = '['.repeat(33)
    await expect(read(deep, asJson)).rejects.toThrow('The body is nested deeper than 32 levels.')
    await expect(read(deep, { ...asJson, types: files })).rejects.toThrow(
      'has to be sent in a multipart form.',
    )
    await expect(read(Uint8Array.of(0x22, 0xff, 0x22), asJson)).rejects.toThrow('The body is not valid JSON.')
  })

  test('that is a form is read as the form that its type names', async () => {
    expect(
      await read('a=1&b=%E0%B8%81', { type: 'application/x-www-form-urlencoded; charset=utf-8' }),
    ).toEqual({
      a: '1',
      b: 'ก',
    })
    expect(await read(form(), { type: 'multipart/form-data; boundary=b' })).toEqual({ a: '1' })
  })

  test('that begins as a form is one where files are expected, whatever its type says', async () => {
    for (const type of [undefined, 'application/json', 'multipart/form-data', 'text/plain; boundary=x'])
      expect(await read(form(), { ...(type !== undefined && { type }), types: files })).toEqual({ a: '1' })
    await expect(read(form(), asJson)).rejects.toThrow('The body is not valid JSON.')
    // The declared boundary counts where there is one.
    await expect(read(form(), { type: 'multipart/form-data; boundary=other', types: files })).rejects.toThrow(
      'The form in the body cannot be read.',
    )
  })

  test('that begins as a form has a boundary of 1 to 70 characters, the last of which is no space', async () => {
    const readWith = (boundary: string) => read(form(boundary), { ...asJson, types: files })
    for (const boundary of ['b', 'b'.repeat(70), "'()+_,-./:=?", 'a b'])
      expect(await readWith(boundary)).toEqual({ a: '1' })
    for (const boundary of ['', 'b'.repeat(71), 'b ', 'b;c', 'ก'])
      await expect(readWith(boundary)).rejects.toThrow()
  })

  test('that says it is encoded is refused, unless it says that it is not', async () => {
    for (const encoding of ['identity', 'IDENTITY', ''])
      expect(await read('{}', { ...asJson, 'content-encoding': encoding })).toEqual({})
    await expect(read('{}', { ...asJson, 'content-encoding': 'gzip' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_ENCODING',
      headers: { 'accept-encoding': 'identity' },
    })
  })
})

test('a body of a file may be as long as the file and the form around it, and takes longer', () => {
  expect(fileBody(1000)).toEqual({ maxBytes: 66_536, deadlineMs: 120_000, tooLarge: 'FILE_TOO_LARGE' })
  expect(jsonBody).toEqual({ maxBytes: 131_072, deadlineMs: 20_000, tooLarge: 'BODY_TOO_LARGE' })
  expect([
    takesFilesOnly(['formdata']),
    takesFilesOnly(['json']),
    takesFilesOnly(['json', 'formdata']),
  ]).toEqual([true, false, false])
})
