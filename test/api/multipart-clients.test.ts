import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { bytesOf, type FileJson, still } from '../support/images.ts'
import { joinSomchai, type Person, type TokenPairJson } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Forms byte for byte as HTTP clients write them (RFC 7578, 2045, 8187). */

let server: TestServer
let somchai: Person
let picture: Uint8Array

beforeAll(async () => {
  server = await startTestServer()
  somchai = await joinSomchai(server)
  picture = await bytesOf(still().jpeg())
})
afterAll(() => server.stop())

const boundary = 'X-BOUNDARY-2f1c'

/** Sends one part. @param headers one character for each byte */
const sendPart = async (headers: string[], contentType = `multipart/form-data; boundary=${boundary}`) => {
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1'),
    picture,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const answer = await fetch(`${server.url}/api/upload/general`, {
    method: 'POST',
    body,
    headers: { 'content-type': contentType, authorization: `Bearer ${somchai.tokens.access_token}` },
  })
  const file = (await answer.json()) as FileJson // looked at only where the status is 201
  if (answer.status === 201) await somchai.client.delete(`/api/upload/${file.file_id}`)
  return { status: answer.status, file }
}

const thai = 'รูปของมาลี.jpg'
const utf8 = Buffer.from(thai).toString('latin1')
const percent = encodeURIComponent(thai)
/** The same in the code page of a Thai Windows. */
const tis620 = String.fromCharCode(
  ...[...thai].map(letter => {
    const point = letter.codePointAt(0) ?? 0
    return point < 0x80 ? point : point - 0xe00 + 0xa0
  }),
)
const base64Word = `=?utf-8?B?${Buffer.from(thai).toString('base64')}?=`
const quotedWord = `=?UTF-8?Q?${percent.replaceAll('%', '=')}?=`

const jpeg = 'Content-Type: image/jpeg'

describe('a picture in a form is taken, and its name is read, as written by', () => {
  const cases: [client: string, headers: string[], name: string][] = [
    [
      '.NET HttpClient',
      [jpeg, "Content-Disposition: form-data; name=file; filename=photo.jpg; filename*=utf-8''photo.jpg"],
      'photo.jpg',
    ],
    [
      '.NET HttpClient, a Thai name',
      [
        jpeg,
        `Content-Disposition: form-data; name=file; filename="${base64Word}"; filename*=utf-8''${percent}`,
      ],
      thai,
    ],
    [
      '.NET HttpClient, a Thai name as in a mail alone',
      [`Content-Disposition: form-data; name=file; filename="${base64Word}"`],
      thai,
    ],
    [
      '.NET HttpClient, content without a file name',
      [jpeg, 'Content-Disposition: form-data; name=file'],
      'unnamed',
    ],
    [
      'Go mime/multipart, CreateFormFile',
      [
        'Content-Disposition: form-data; name="file"; filename="a\\"b\\\\c.jpg"',
        'Content-Type: application/octet-stream',
      ],
      'c.jpg',
    ],
    [
      'Go mime.FormatMediaType',
      ['Content-Disposition: form-data; filename=photo.jpg; name=file', jpeg],
      'photo.jpg',
    ],
    [
      'Go mime.FormatMediaType, a Thai name',
      [`Content-Disposition: form-data; filename*=utf-8''${percent}; name=file`, jpeg],
      thai,
    ],
    [
      'Go, CreatePart without a file name',
      ['Content-Disposition: form-data; name="file"', 'Content-Type: application/octet-stream'],
      'unnamed',
    ],
    [
      'requests with an old urllib3, a Thai name',
      [`Content-Disposition: form-data; name="file"; filename*=utf-8''${percent}`, jpeg],
      thai,
    ],
    ['requests, a Thai name', [`Content-Disposition: form-data; name="file"; filename="${utf8}"`], thai],
    [
      'aiohttp, a Thai name',
      [jpeg, `Content-Disposition: form-data; name="file"; filename="${percent}"`],
      thai,
    ],
    [
      'form-data and superagent',
      ['Content-Disposition: form-data; name="file"; filename="photo.jpg"', jpeg],
      'photo.jpg',
    ],
    [
      'form-data and superagent, a buffer without options',
      ['Content-Disposition: form-data; name="file"', 'Content-Type: application/octet-stream'],
      'unnamed',
    ],
    [
      'undici and browsers, a quote in the name',
      ['Content-Disposition: form-data; name="file"; filename="a%22b.jpg"', jpeg],
      'a"b.jpg',
    ],
    [
      'undici and browsers, a percent sign in the name',
      ['Content-Disposition: form-data; name="file"; filename="100%25%.jpg"', jpeg],
      '100%25%.jpg',
    ],
    [
      'okhttp',
      ['Content-Disposition: form-data; name="file"; filename="photo.jpg"', jpeg, 'Content-Length: 1234'],
      'photo.jpg',
    ],
    ['okhttp, a Thai name', [`Content-Disposition: form-data; name="file"; filename="${utf8}"`, jpeg], thai],
    [
      'Dart http and Dio',
      ['content-type: image/jpeg', `content-disposition: form-data; name="file"; filename="${utf8}"`],
      thai,
    ],
    [
      'Apache HttpClient',
      [
        'Content-Disposition: form-data; name="file"; filename="photo.jpg"',
        jpeg,
        'Content-Transfer-Encoding: binary',
      ],
      'photo.jpg',
    ],
    [
      'Apache HttpClient, extended mode',
      [`Content-Disposition: form-data; name="file"; filename="?.jpg"; filename*="UTF-8''${percent}"`, jpeg],
      thai,
    ],
    [
      'Spring RestTemplate, a Thai name',
      [
        `Content-Disposition: form-data; name="file"; filename="${quotedWord}"; filename*=UTF-8''${percent}`,
        jpeg,
      ],
      thai,
    ],
    [
      'a client with filename* first',
      [`Content-Disposition: form-data; name="file"; filename*=UTF-8'th'${percent}; filename="other.jpg"`],
      thai,
    ],
    [
      'a client with a charset that is unknown',
      ['Content-Disposition: form-data; name="file"; filename*=x-none\'\'%FF; filename="other.jpg"'],
      'other.jpg',
    ],
    [
      'a client with filename* in a Thai code page',
      [
        `Content-Disposition: form-data; name="file"; filename*=tis-620''${[...tis620].map(letter => `%${letter.charCodeAt(0).toString(16)}`).join('')}`,
      ],
      thai,
    ],
    [
      'curl on a Thai Windows',
      [`Content-Disposition: form-data; name="file"; filename="${tis620}"`, jpeg],
      thai,
    ],
    [
      'Internet Explorer, with a path',
      ['Content-Disposition: form-data; name="file"; filename="C:\\Users\\Mali\\photo.jpg"', jpeg],
      'photo.jpg',
    ],
    [
      'a client with spaces in every place',
      [
        'Content-Disposition:   form-data ; name = "file" ;  filename = "my photo.jpg" ',
        'Content-Type:image/jpeg',
      ],
      'my photo.jpg',
    ],
    [
      'a client with a semicolon in the name',
      ['Content-Disposition: form-data; filename="a; name=x.jpg"; name="file"', jpeg],
      'a; name=x.jpg',
    ],
    [
      'a client with a folded header',
      ['Content-Disposition: form-data;\r\n name="file";\r\n\tfilename="photo.jpg"', jpeg],
      'photo.jpg',
    ],
    [
      'a client in capitals',
      ['CONTENT-DISPOSITION: FORM-DATA; NAME="file"; FILENAME="photo.jpg"', 'CONTENT-TYPE: IMAGE/JPEG'],
      'photo.jpg',
    ],
  ]
  test.each(cases)('%s', async (_client, headers, name) => {
    const { status, file } = await sendPart(headers)
    expect([status, file.original_filename]).toEqual([201, name])
  })

  test('a client with a quoted boundary', async () => {
    const headers = ['Content-Disposition: form-data; name=file; filename=photo.jpg']
    for (const type of [
      `multipart/form-data; boundary="${boundary}"`,
      `multipart/form-data; charset=utf-8; boundary=${boundary}`,
      // The document's own React client merges its JSON headers into the upload (F7).
      'application/json',
      'multipart/form-data',
    ]) {
      const { status, file } = await sendPart(headers, type)
      expect([type, status, file.original_filename]).toEqual([type, 201, 'photo.jpg'])
    }
  })
})

test('a part that is text is no file: the field is missing', async () => {
  const { status } = await sendPart([
    'Content-Disposition: form-data; name="file"',
    'Content-Type: text/plain',
  ])
  expect(status).toBe(422)
})

describe('a login form is read, as written by', () => {
  const field = (name: string, headers: string[], value: string) =>
    `--${boundary}\r\n${headers.join('\r\n').replace('NAME', name)}\r\n\r\n${value}\r\n`
  test.each([
    [
      '.NET HttpClient',
      ['Content-Type: text/plain; charset=utf-8', 'Content-Disposition: form-data; name=NAME'],
    ],
    ['Go mime/multipart', ['Content-Disposition: form-data; name="NAME"']],
    ['okhttp', ['Content-Disposition: form-data; name="NAME"', 'Content-Length: 3']],
    [
      'Apache HttpClient',
      [
        'Content-Disposition: form-data; name="NAME"',
        'Content-Type: text/plain; charset=ISO-8859-1',
        'Content-Transfer-Encoding: 8bit',
      ],
    ],
    [
      'a client with bytes',
      ['Content-Disposition: form-data; name="NAME"', 'Content-Type: application/octet-stream'],
    ],
  ])('%s', async (_client, headers) => {
    const body = `${field('username', headers, somchai.user.email)}${field('password', headers, somchai.password)}--${boundary}--\r\n`
    const answer = await fetch(`${server.url}/api/auth/login`, {
      method: 'POST',
      body,
      headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
    })
    const { token_type } = (await answer.json()) as TokenPairJson // else the status says so
    expect([answer.status, token_type]).toEqual([200, 'bearer'])
  })
})
