import { describe, expect, test } from 'bun:test'
import { decodeAs, dispositionOf } from './content-disposition.ts'

const named = (parameters: string) => dispositionOf(`form-data; ${parameters}`)
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('the name of a file in a form', () => {
  test.each([
    ['filename=a.jpg', 'a.jpg'],
    ['filename=""', ''],
    ['filename="a%22%0D%0Ab.jpg"', 'a"\r\nb.jpg'],
    ['filename="a%20b.jpg"', 'a%20b.jpg'],
    ['filename="%E0%B8%81.jpg"', 'ก.jpg'],
    ['filename="%c3%a9.jpg"', 'é.jpg'],
    ['filename="%c3.jpg"', '%c3.jpg'],
    ['filename="%7A.jpg"', '%7A.jpg'],
    [`filename="=?utf-8?b?${base64('ก')}?=.jpg"`, 'ก.jpg'],
    [`filename="=?UTF-8*th?B?${base64('ก')}?=  =?utf-8?B?${base64('ข')}?="`, 'กข'],
    ['filename="=?iso-8859-1?Q?a_=e9?="', 'a é'],
    ['filename="=?none?Q?a?="', '=?none?Q?a?='],
    ['filename="=?utf-8?Q?a?= b"', 'a b'],
    ["filename=a.jpg; filename*=utf-8''%E0%B8%81.jpg", 'ก.jpg'],
    ["filename=a.jpg; filename*=none''b.jpg", 'a.jpg'],
    ["filename=a.jpg; filename*=utf-8''%FF", 'a.jpg'],
    ["filename*=utf-8'th'b.jpg", 'b.jpg'],
    ["filename*=utf-8''it's", "it's"],
    ['filename*=b.jpg', 'b.jpg'],
    ["filename*=none''b.jpg", "none''b.jpg"],
  ])('is read of %s', (parameters, expected) => {
    expect(named(parameters)).toEqual({ name: undefined, filename: expected })
  })

  test('is there only where one was sent, and so is that of the field', () => {
    expect(dispositionOf('')).toEqual({ name: undefined, filename: undefined })
    expect(named('name="a%22b"')).toEqual({ name: 'a"b', filename: undefined })
  })

  test('is UTF-8, else the code page of a Thai Windows, else Latin-1', () => {
    const latin1 = (bytes: number[]) => `filename="${String.fromCharCode(...bytes)}"`
    expect(named(latin1([0xe0, 0xb8, 0x81])).filename).toBe('ก')
    expect(named(latin1([0xa1, 0x41])).filename).toBe('กA')
    // No letter of that code page.
    expect(named(latin1([0xfc, 0x41])).filename).toBe('üA')
  })
})

test('bytes that are not of a charset, or of one that nobody knows, are no text', () => {
  expect(decodeAs('utf-8', Uint8Array.of(0x41))).toBe('A')
  expect(decodeAs('utf-8', Uint8Array.of(0xff))).toBeNull()
  expect(decodeAs('none', Uint8Array.of(0x41))).toBeNull()
})
