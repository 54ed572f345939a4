import { describe, expect, test } from 'bun:test'
import type { TSchema } from '@sinclair/typebox'
import { createReader } from '../http/reader.ts'
import { object } from './objects.ts'
import {
  queryBoolean,
  queryBoundingBox,
  queryInteger,
  queryMoney,
  queryNumber,
  queryRadius,
} from './queries.ts'
import * as request from './requests.ts'

/** What a field is read as; null where it is refused. */
const readAs = (field: TSchema) => {
  const read = createReader(object({ field }))
  return (value: unknown): unknown => {
    try {
      return read({ field: value }).field
    } catch {
      return null
    }
  }
}

/** Each value is read as itself. */
const takes = (field: TSchema, values: readonly unknown[]) =>
  expect(values.map(readAs(field))).toEqual([...values])

const refuses = (field: TSchema, values: readonly unknown[]) => {
  const read = readAs(field)
  expect(values.filter(value => read(value) !== null)).toEqual([])
}

describe('a text', () => {
  test('has its length in code points, without the spaces around it', () => {
    const read = readAs(request.text(2, 4))
    expect(['ab', 'abcd', ' ab\n', '🛋🛋🛋🛋', 'กำกำ'].map(read)).toEqual(['ab', 'abcd', 'ab', '🛋🛋🛋🛋', 'กำกำ'])
    refuses(request.text(2, 4), ['a', 'abcde', ' a ', '🛋', '🛋🛋🛋🛋🛋', 'abcdefghi', '', 5, ['ab'], {}])
  })

  test('may be empty where its least length is 0, and else has something that can be seen', () => {
    expect(['', '  ', '\u200b'].map(readAs(request.text(0, 4)))).toEqual(['', '', '\u200b'])
    refuses(request.text(1, 4), ['', '  ', '\u200b', '\u3164', '\u{e0041}', '\u{1d173}', '\ufeff'])
    takes(request.text(1, 4), ['\u200ba', '.', '🛋', '\u{1d16f}', '\u{1d17b}'])
  })

  test('has no NUL and no half of a character', () => {
    for (const field of [request.text(0, 9), request.password(0, 9)])
      refuses(field, ['a\0b', 'a\ud800', '\udc00a'])
  })

  test('that is a password keeps its spaces', () => {
    takes(request.password(3, 5), [' a ', '     ', 'abc', '🛋🛋🛋🛋🛋'])
    refuses(request.password(3, 5), ['ab', 'abcdef', '🛋🛋'])
  })
})

describe('an e-mail address', () => {
  test('is read in lower case without the spaces around it', () => {
    expect(readAs(request.email())(' Somchai.P+a@Mail.Example.COM\n')).toBe('somchai.p+a@mail.example.com')
  })

  test('has at most 254 characters, 64 of them before the @ and 63 in a part of the domain', () => {
    const domain = (length: number) => `${`${'d'.repeat(61)}.`.repeat(2).padEnd(length - 3, 'e')}.co`
    takes(request.email(), [
      `${'a'.repeat(64)}@b.co`,
      `a@${'b'.repeat(63)}.co`,
      `${'a'.repeat(64)}@${domain(189)}`,
      `a@b.${'c'.repeat(63)}`,
    ])
    expect(`${'a'.repeat(64)}@${domain(189)}`).toHaveLength(254)
    expect(readAs(request.email())(`a@b.co${' '.repeat(300)}`)).toBe('a@b.co')
    refuses(request.email(), [
      `${'a'.repeat(65)}@b.co`,
      `a@${'b'.repeat(64)}.co`,
      `${'a'.repeat(64)}@${domain(190)}`,
      `a@b.${'c'.repeat(64)}`,
    ])
  })

  test('has a domain with a dot, and no part that is empty or odd', () => {
    refuses(request.email(), [
      '',
      'a',
      'a@b',
      'a@b.1',
      'a@.co',
      '@b.co',
      'a@b..co',
      '.a@b.co',
      'a.@b.co',
      'a..b@c.co',
    ])
    refuses(request.email(), ['a@-b.co', 'a@b-.co', 'a b@c.co', 'ก@c.co', 'a@b.co\0', 'a@b@c.co', 5])
  })
})

describe('a number', () => {
  test('that is whole has no fraction and lies in its range, both ends included', () => {
    takes(request.integer(-1, 3), [-1, 0, 3])
    refuses(request.integer(-1, 3), [-2, 4, 1.5, '1', true, Number.NaN])
  })

  test('may have a fraction where it is no whole one', () => {
    takes(request.number(-1.5, 3.5), [-1.5, 0.1, 3.5])
    refuses(request.number(-1.5, 3.5), [-1.51, 3.51, '1', Number.NaN, Number.POSITIVE_INFINITY])
  })

  test('of baht has two decimals at most, and is read as satang', () => {
    expect([0.5, 1, 99.99].map(readAs(request.money(0.5, 99.99)))).toEqual([50, 100, 9999])
    refuses(request.money(0.5, 99.99), [0.49, 100, 1.005, '1'])
  })
})

describe('a word', () => {
  test('is one of those that there are, in that letter case', () => {
    takes(request.oneOf(['A', 'B']), ['A', 'B'])
    refuses(request.oneOf(['A', 'B']), ['a', 'C', '', 1])
  })

  test('that is a boolean is no text', () => {
    takes(request.boolean(), [true, false])
    refuses(request.boolean(), ['true', 0, 1])
  })
})

describe('an address of the web', () => {
  test('begins with http, in any letter case, and is trimmed', () => {
    const read = readAs(request.httpUrl())
    expect(read(' HTTPS://a.example/b ')).toBe('HTTPS://a.example/b')
    expect(read('\u3000http://a.example\u3000')).toBe('http://a.example')
    refuses(request.httpUrl(), [
      '',
      'ftp://a',
      'a.example',
      'http://',
      'http://a b',
      'javascript:alert(1)',
      'http://[',
      5,
    ])
  })

  test('has at most 2048 characters', () => {
    const long = (length: number) => 'http://a/'.padEnd(length, 'x')
    takes(request.httpUrl(), [long(2048)])
    refuses(request.httpUrl(), [long(2049)])
  })
})

describe('a time', () => {
  test('is read in UTC, up to 64 characters', () => {
    const read = readAs(request.dateTime())
    expect(read('2025-10-01T14:00:00+07:00')).toBe('2025-10-01T07:00:00.000000Z')
    expect(read('2025-10-01T14:00:00.'.padEnd(64, '1'))).toBe('2025-10-01T14:00:00.111111Z')
    refuses(request.dateTime(), ['2025-10-01T14:00:00.'.padEnd(65, '1'), '2025-02-30', 'today', 5])
  })
})

test('a list has at most as many items as it may', () => {
  takes(request.array(request.integer(0, 9), 2), [[], [1, 2]])
  refuses(request.array(request.integer(0, 9), 2), [[1, 2, 3], [10], 'a', {}])
})

test('an id is read in lower case', () => {
  const id = '01890A5D-ac96-774b-bcce-b302099a8057'
  expect(readAs(request.id())(id)).toBe(id.toLowerCase())
  refuses(request.id(), [id.slice(1), `${id}0`, id.replaceAll('-', ''), '', 5])
})

describe('a value of a query', () => {
  test('that is a number is decimal text in its range, both ends included', () => {
    const read = readAs(queryNumber(-90, 90))
    expect(['-90', '90', '13.75', '1e1', '5E-1', '-0.5'].map(read)).toEqual([-90, 90, 13.75, 10, 0.5, -0.5])
    expect(read(`1.${'0'.repeat(25)}`)).toBe(1)
    refuses(queryNumber(-90, 90), [
      '-90.1',
      '90.1',
      '',
      ' 1',
      '1.',
      '.5',
      '0x10',
      '+1',
      '1e',
      'NaN',
      'Infinity',
      '1,5',
    ])
    refuses(queryNumber(0, 1e20), [`1.${'0'.repeat(26)}`, '1'.repeat(18), '1e1000', true, ['1']])
    expect(readAs(queryNumber(0, 1e20))(`1${'0'.repeat(16)}`)).toBe(1e16)
  })

  test('that is a whole number has digits alone', () => {
    expect(['1', '100', '007', 5].map(readAs(queryInteger(1, 100)))).toEqual([1, 100, 7, 5])
    refuses(queryInteger(1, 100), ['0', '101', '1.0', '1e1', '-1', '', ' 1', true, null])
    const read = readAs(queryInteger(0, Number.MAX_SAFE_INTEGER))
    expect(['9007199254740991', '9007199254740992', '0'.repeat(17)].map(read)).toEqual([
      Number.MAX_SAFE_INTEGER,
      null,
      null,
    ])
  })

  test('that is a radius is more than 0 and at most 100 km', () => {
    expect(['0.001', '100', '1e2'].map(readAs(queryRadius()))).toEqual([0.001, 100, 100])
    refuses(queryRadius(), ['0', '-0.1', '100.001', ''])
  })

  test('that is an amount has two decimals at most, and stays in baht', () => {
    expect(['1', '99.99'].map(readAs(queryMoney(1, 99.99)))).toEqual([1, 99.99])
    refuses(queryMoney(1, 99.99), ['0.99', '100', '1.005', 'x'])
  })

  test('that is a boolean has several words in any letter case', () => {
    const read = readAs(queryBoolean())
    expect(['true', 'TRUE', '1', 'Yes', 'on', true].map(read)).toEqual(Array.from({ length: 6 }, () => true))
    expect(['false', '0', 'no', 'OFF', false].map(read)).toEqual(Array.from({ length: 5 }, () => false))
    refuses(queryBoolean(), ['', 'y', '2', 1, 0, 'toString'])
  })

  test('that is a bounding box has at most 200 characters', () => {
    const box = (length: number) => `0,0,1,1${length > 7 ? `.${'0'.repeat(length - 8)}` : ''}`
    takes(queryBoundingBox(), [box(7), box(20)])
    refuses(queryBoundingBox(), ['1,2,3', '0,1,0,0', `${box(20)} `, 5])
  })
})
