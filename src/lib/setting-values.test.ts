import { afterAll, describe, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/process.ts'
import * as setting from './setting-values.ts'

describe('a secret', () => {
  test('has ten different characters at least', () => {
    const withTen = 'q8Zr2LwT6vZ2q6rTL8wv2ZTq8L6rwvq2'
    expect(new Set(withTen).size).toBe(10)
    expect(setting.secret(withTen)).toBe(withTen)
    expect(() => setting.secret(withTen.replaceAll('v', 'q'))).toThrow('at least 10 different characters')
  })

  test('has at most half of its characters beside their neighbours in the alphabet', () => {
    const half = 'abdeghxykl0156MNDETUHIPQBCXYcdop'
    expect(setting.secret(half)).toBe(half)
    expect(() => setting.secret(half.replace('de', 'cd'))).toThrow('follows a pattern')
    expect(() => setting.secret(half.replace('de', 'bb'))).toThrow('follows a pattern')
    expect(setting.secret(half.replace('de', 'zp'))).toContain('zp')
  })

  test('is at least 32 bytes long, in whatever alphabet', () => {
    expect(() => setting.secret('q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3Qa')).toThrow('at least 32 bytes')
    expect(setting.secret('ฉซผกทขฮคยปล')).toHaveLength(11)
  })
})

describe('an address in a setting', () => {
  test('is an origin, or has a path without a slash at its end', () => {
    expect(setting.httpUrl('https://A.example/', 'origin')).toBe('https://a.example')
    expect(setting.httpUrl('https://a.example/v1//', 'base')).toBe('https://a.example/v1')
    expect(() => setting.httpUrl('https://a.example/v1', 'origin')).toThrow('origins without a path')
    for (const odd of ['?a', '#a'])
      expect(() => setting.httpUrl(`https://a.example${odd}`, 'base')).toThrow('no query')
    expect(() => setting.httpUrl('https://a@a.example', 'base')).toThrow('user name')
    expect(() => setting.httpUrl('ftp://a.example', 'base')).toThrow('must begin with http:// or https://')
    expect(() => setting.httpUrl('a.example', 'base')).toThrow('must be a URL')
  })

  test('of a database names its host and the database', () => {
    const good = ['postgres://u:p@host:5432/d', 'postgresql://host/d']
    expect(good.map(setting.postgresUrl)).toEqual(good)
    for (const bad of [
      'postgres://host',
      'postgres://host/',
      'postgres:///d',
      'mysql://host/d',
      'xpostgres://h/d',
      'host',
    ])
      expect(() => setting.postgresUrl(bad)).toThrow('must be a URL such as postgres://')
  })

  test('of Redis names its host', () => {
    const good = ['redis://host', 'rediss://u:p@host:6379']
    expect(good.map(setting.redisUrl)).toEqual(good)
    for (const bad of ['redis://', 'http://host', 'redisss://host', 'host'])
      expect(() => setting.redisUrl(bad)).toThrow('must be a URL such as redis://')
  })

  test('is never repeated where it may hold a password', () => {
    const problemOf = (read: (text: string) => string) => {
      try {
        return read('x://somebody:hunter2@host/d')
      } catch (error) {
        return String(error)
      }
    }
    for (const problem of [setting.postgresUrl, setting.redisUrl].map(problemOf)) {
      expect(problem).toStartWith('Error: must be a URL such as')
      expect(problem).not.toContain('hunter2')
    }
  })
})

describe('a number in a setting', () => {
  test('lies in its range, both ends included, and is whole unless it need not be', () => {
    const whole = setting.whole(2, 4)
    expect(['2', '4', '3.0'].map(whole)).toEqual([2, 4, 3])
    for (const bad of ['1', '5', '2.5', '', '-2', '1e0', ' 2', '2.'])
      expect(() => whole(bad)).toThrow(`must be a whole number from 2 to 4, not "${bad}".`)
    expect(['2', '2.5', '4'].map(text => setting.number(text, 2, 4, 'decimal'))).toEqual([2, 2.5, 4])
    expect(() => setting.number('4.1', 2, 4, 'decimal')).toThrow('must be a number from 2 to 4, not "4.1".')
  })
})

describe('a file with the tiles of a map', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())

  const fileOf = (magic: string, version: number, kind: number) => {
    const path = join(folder.path, `${magic}-${version}-${kind}`)
    const header = Buffer.alloc(127)
    header.write(magic, 'latin1')
    header.set([version], 7)
    header.set([kind], 99)
    writeFileSync(path, header)
    return path
  }

  test('is of version 3 and has pictures: PNG, JPEG, WebP or AVIF', () => {
    for (const kind of [2, 3, 4, 5]) {
      const path = fileOf('PMTiles', 3, kind)
      expect(setting.rasterTiles(path)).toBe(path)
    }
    for (const kind of [0, 1, 6])
      expect(() => setting.rasterTiles(fileOf('PMTiles', 3, kind))).toThrow('with pictures')
    for (const path of [fileOf('PMTiles', 2, 2), fileOf('PMTiles', 4, 2), fileOf('PMTilex', 3, 2)])
      expect(() => setting.rasterTiles(path)).toThrow('of version 3')
    expect(() => setting.rasterTiles(folder.path)).toThrow('can be read')
  })
})

test('the server of a map is taken with its attribution, whatever the spaces between', () => {
  const url = 'https://tiles.example:8443/{z}/{x}/{y}.png?a=b'
  expect(setting.tileServer(`${url}  ©   Somebody`)).toEqual({ url, attribution: '© Somebody' })
  for (const [text, problem] of [
    [`${url} `, 'attribution'],
    ['https://tiles.example/{z}/{x}.png © A', '{z}, {x} and {y}'],
    ['https://tiles.example/{z}/{x}/{y}/{s} © A', 'nothing else in braces'],
    ['ftp://tiles.example/{z}/{x}/{y} © A', 'http://'],
    ['https://{x}.example/{z}/{y}/{x} © A', 'host as it is'],
  ] as const)
    expect(() => setting.tileServer(text)).toThrow(problem)
})
