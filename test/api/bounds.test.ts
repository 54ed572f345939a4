import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { Client } from '../support/client.ts'
import { exampleGig, post } from '../support/gigs.ts'
import { join, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/**
 * Every bound of every field, at, below and above, through HTTP. Nothing here may give a 500. It is one long table, so
 * that a field that is missing from it is seen at once.
 */

let server: TestServer
let person: Person
let gigId: string

beforeAll(async () => {
  server = await startTestServer()
  person = await join(server, 'bounds@example.com', 'Bounds')
})
beforeEach(async () => {
  gigId = (await post(person)).id
})
afterAll(async () => {
  await server.stop()
  // Of all the requests of this file none was a fault of ours (G8).
  expect(server.logLines.filter(line => JSON.parse(line).status >= 500)).toEqual([])
})

interface Field {
  good: unknown[]
  bad: unknown[]
}

const letters = (count: number) => 'a'.repeat(count)
/** Two UTF-16 units and four bytes each, and one character. */
const emojis = (count: number) => '🛋'.repeat(count)
const thai = (count: number) => 'ก'.repeat(count)

const wrongTypes = (right: 'string' | 'number' | 'boolean' | 'list'): unknown[] => {
  const samples = { string: 'text', number: 1, boolean: true, list: ['http://example.com'] }
  const others = Object.entries(samples).filter(([type]) => type !== right)
  const asText = right === 'number' ? ['1'] : right === 'boolean' ? ['true', 'false', 0, 1] : []
  return [...others.map(([, value]) => value), ...asText, {}, [], ['x'], [[]]].filter(
    value =>
      right !== 'list' || !Array.isArray(value) || value.some(item => !String(item).startsWith('http')),
  )
}

const unkeepable = ['a\0b', 'abc\0', 'half \ud83d', '\udecb half']

const textField = (least: number, most: number): Field => ({
  good: [
    letters(Math.max(least, 1)),
    letters(most),
    emojis(most),
    thai(most),
    `  \t\n${letters(most)} \n `,
    ...(least === 0 ? ['', '   '] : []),
  ],
  bad: [
    letters(most + 1),
    emojis(most + 1),
    thai(most + 1),
    ...unkeepable,
    ...wrongTypes('string'),
    ...(least > 0 ? ['', '   ', '\t\n'] : []),
  ],
})

const numberField = (least: number, most: number, step: number): Field => ({
  good: [least, most, (least + most) / 2, least + step, most - step],
  bad: [least - step, most + step, 1e308, -1e308, ...wrongTypes('number'), 'NaN', 'Infinity', ''],
})
const latitude = numberField(-90, 90, 0.000001)
const longitude = numberField(-180, 180, 0.000001)

const orNull = ({ good, bad }: Field): Field => ({ good: [...good, null], bad })
const notNull = ({ good, bad }: Field): Field => ({ good, bad: [...bad, null] })
const orNothing = ({ good, bad }: Field): Field => ({ good: [...good, undefined], bad })
const required = ({ good, bad }: Field): Field => ({ good, bad: [...bad, undefined] })

const durationHours: Field = {
  good: [1, 2, 719, 720, 3.0],
  bad: [0, -1, 721, 1.5, 719.999, 1e21, ...wrongTypes('number'), '3'],
}
const budget: Field = {
  good: [0.01, 0.1, 0.29, 1.15, 19.99, 1500, 1500.5, 9_999_999.99, 10_000_000, 4_503_599.37],
  bad: [0, -0, -0.01, -1, 0.001, 0.009, 1.005, 1500.123, 10_000_000.01, 1e21, ...wrongTypes('number')],
}
const startsAt: Field = {
  good: [
    '2025-10-01',
    '2025-10-01T14:00',
    '2025-10-01T14:00:00',
    '2025-10-01T14:00:00.1',
    '2025-10-01T14:00:00.123456',
    '2025-10-01T14:00:00.123456789',
    '2025-10-01T14:00Z',
    '2025-10-01 14:00:00.000',
    '2025-10-01 07:00:00.000Z',
    '2025-10-01T14:00:00Z',
    '2025-10-01T14:00:00+07:00',
    '2025-10-01T14:00:00.000000-11:30',
    '2024-02-29',
    '0001-01-01',
    '9999-12-31T23:59:59.999999Z',
  ],
  bad: [
    '2025-02-29',
    '2025-02-30T10:00:00Z',
    '2025-04-31',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '2025-10-01T24:00:00',
    '2025-10-01T23:60:00',
    '2025-10-01T23:59:60',
    '2025-10-01T14:00:00+24:00',
    '2025-10-01T14:00:00+07:60',
    '2025-10-01T14:00:00+0700',
    '2025-10-01T14:00:00+07',
    '2025-10-01T14:00:00.Z',
    '2025-10-01T14:00:00,5Z',
    '2025-10-01T14',
    '2025-10-01Z',
    '2025-10-01T',
    '2025-10-01t14:00:00z',
    '20251001T140000Z',
    '2025-274',
    '2025-W40-3',
    '2025-10',
    '01.10.2025',
    '10/01/2025',
    'Wed, 01 Oct 2025 14:00:00 GMT',
    '1759327200',
    '0000-12-31',
    '9999-12-31T23:59:59-01:00',
    '0001-01-01T00:00:00+01:00',
    '+002025-10-01',
    '-2025-10-01',
    ' 2025-10-01',
    '2025-10-01\n',
    '２０２５-10-01',
    '',
    ...wrongTypes('string'),
    ...unkeepable,
  ],
}
const address = (length: number) => `http://example.com/${letters(length - 'http://example.com/'.length)}`
const imageUrls: Field = {
  good: [
    [],
    ['http://example.com/a.jpg'],
    ['HTTPS://example.com/รูป.jpg', ' http://localhost:8000/x '],
    Array.from({ length: 10 }, (_, at) => `https://example.com/${at}`),
    [address(2048)],
    [` ${address(2048)} `],
    [`http://example.com/${emojis(2048 - 'http://example.com/'.length)}`],
  ],
  bad: [
    Array.from({ length: 11 }, (_, at) => `https://example.com/${at}`),
    [address(2049)],
    [''],
    ['not a url'],
    ['/api/upload/x'],
    ['ftp://example.com/a'],
    ['javascript:alert(1)'],
    ['data:image/png;base64,AAAA'],
    ['http://'],
    ['http://exa mple.com'],
    ['http://example.com/a b'],
    ['http://example.com/\0'],
    ['http://example.com/\ud83d'],
    [null],
    [1],
    [['http://example.com']],
    'http://example.com/a.jpg',
    ...wrongTypes('list'),
  ],
}
const status: Field = {
  good: ['CANCELLED'],
  bad: ['', 'cancelled', 'Cancelled', ' CANCELLED', 'CANCELED', 'OPEN', null, ...wrongTypes('string')],
}
const email: Field = {
  good: [
    'a@b.co',
    '  Padded@Example.com  ',
    "o'hara+tag@mail.example.co.th",
    `${letters(64)}@${letters(63)}.${letters(63)}.${letters(58)}.co`,
  ],
  bad: [
    '',
    ' ',
    'plain',
    '@example.com',
    'a@',
    'a@b',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    'a@example.1',
    'a@127.0.0.1',
    `${letters(65)}@example.com`,
    'a b@example.com',
    'a@@example.com',
    'a@example..com',
    'a@-example.com',
    'a@exam_ple.com',
    'สมชาย@example.com',
    'a@example.com\0',
    'a@example.com, b@example.com',
    `${letters(64)}@${letters(63)}.${letters(63)}.${letters(59)}.co`,
    undefined,
    null,
    ...wrongTypes('string'),
  ],
}
const newPassword: Field = {
  good: [letters(8), letters(128), emojis(8), emojis(128), '        ', 'รหัสผ่าน'],
  bad: [
    '',
    letters(7),
    letters(129),
    emojis(7),
    emojis(129),
    undefined,
    null,
    ...unkeepable.map(text => `${text}${letters(8)}`),
    ...wrongTypes('string'),
  ],
}
const fullName = textField(1, 100)
const contactInfo = textField(0, 255)
const flag: Field = { good: [true, false], bad: [null, undefined, ...wrongTypes('boolean')] }

interface Body {
  method: 'POST' | 'PUT'
  path: () => string
  base: Record<string, unknown>
  fields: Record<string, Field>
}

const gigFields = (whole: (field: Field) => Field): Record<string, Field> => ({
  title: whole(notNull(textField(1, 200))),
  description: whole(notNull(textField(1, 5000))),
  duration_hours: whole(notNull(durationHours)),
  budget: whole(notNull(budget)),
  latitude: whole(notNull(latitude)),
  longitude: whole(notNull(longitude)),
  address_text: whole(notNull(textField(1, 500))),
  starts_at: orNothing(orNull(startsAt)),
  image_urls: orNothing(orNull(imageUrls)),
})

const bodies: Record<string, Body> = {
  'PUT /api/users/me (U1)': {
    method: 'PUT',
    path: () => '/api/users/me',
    base: {},
    fields: {
      full_name: orNothing(notNull(fullName)),
      contact_info: orNothing(orNull(contactInfo)),
      address_text: orNothing(orNull(textField(0, 500))),
    },
  },
  'PUT /api/users/location (U1)': {
    method: 'PUT',
    path: () => '/api/users/location',
    base: { latitude: 13.7563, longitude: 100.5018 },
    fields: {
      latitude: required(notNull(latitude)),
      longitude: required(notNull(longitude)),
      address_text: orNothing(orNull(textField(0, 500))),
    },
  },
  'PUT /api/users/availability': {
    method: 'PUT',
    path: () => '/api/users/availability',
    base: {},
    fields: { is_available: flag },
  },
  'POST /api/gigs (K1)': {
    method: 'POST',
    path: () => '/api/gigs',
    base: exampleGig,
    fields: gigFields(required),
  },
  'PUT /api/gigs/{gig_id} (K6)': {
    method: 'PUT',
    path: () => `/api/gigs/${gigId}`,
    base: {},
    fields: gigFields(orNothing),
  },
  'PUT /api/gigs/{gig_id}/status (K4)': {
    method: 'PUT',
    path: () => `/api/gigs/${gigId}/status`,
    base: {},
    fields: { status },
  },
}

const shortly = (value: unknown) => JSON.stringify(value ?? null).slice(0, 60)

/** As on the wire: escapes keep halves of surrogate pairs alive, which a JavaScript string would lose in UTF-8. */
const onTheWire = (body: unknown) => JSON.stringify(body)

for (const [name, { method, path, base, fields }] of Object.entries(bodies)) {
  describe(`the body of ${name}`, () => {
    for (const [field, { good, bad }] of Object.entries(fields)) {
      test(`takes ${field} at its bounds`, async () => {
        for (const value of good) {
          const answer = await person.client[method === 'POST' ? 'post' : 'put'](path(), {
            ...base,
            [field]: value,
          })
          expect([shortly(value), answer.status, answer.body.field_errors]).toEqual([
            shortly(value),
            method === 'POST' ? 201 : 200,
            undefined,
          ])
        }
      })

      test(`refuses ${field} beyond its bounds or of another type, and names it (G9)`, async () => {
        for (const value of bad) {
          const answer = await person.client.send(method, path(), {
            body: onTheWire({ ...base, [field]: value }),
            headers: { 'content-type': 'application/json' },
          })
          expect([shortly(value), answer.status, answer.body.error_code]).toEqual([
            shortly(value),
            422,
            'VALIDATION_ERROR',
          ])
          const { field_errors: fieldErrors = {} } = answer.body
          expect(Object.keys(fieldErrors)).toEqual([field])
          expect(fieldErrors[field]?.[0]).toMatch(/^(Must be|This field is required)[^{}[\]]*\.$/)
        }
      })
    }
  })
}

describe('the body of POST /api/auth/register (A1)', () => {
  const base = { email: 'x@example.com', password: letters(8), full_name: 'X' }
  const fields: Record<string, Field> = {
    email,
    password: newPassword,
    full_name: required(notNull(fullName)),
    contact_info: contactInfo,
  }

  test('refuses each field beyond its bounds or of another type, and names it (G9)', async () => {
    const anyone = new Client(server.url)
    for (const [field, { bad }] of Object.entries(fields)) {
      for (const value of bad) {
        const answer = await anyone.send('POST', '/api/auth/register', {
          body: onTheWire({ ...base, [field]: value }),
          headers: { 'content-type': 'application/json' },
        })
        expect([field, shortly(value), answer.status]).toEqual([field, shortly(value), 422])
        expect(Object.keys(answer.body.field_errors ?? {})).toEqual([field])
      }
    }
  })

  test('takes each field at its bounds', async () => {
    const anyone = new Client(server.url)
    const wishes = Object.entries(fields).flatMap(([field, { good }]) =>
      good.map((value, at) => ({ ...base, email: `${field}${at}@example.com`, [field]: value })),
    )
    const answers = await Promise.all(wishes.map(wish => anyone.post('/api/auth/register', wish)))
    expect(answers.map(({ status, body }) => [status, body.field_errors])).toEqual(
      wishes.map(() => [201, undefined]),
    )
  })

  test('names every field that is at fault at once (G8)', async () => {
    const answer = await new Client(server.url).post('/api/auth/register', { email: 'x', password: 'short' })
    expect(answer.body.detail).toBe('email must be an e-mail address such as user@example.com.')
    expect(answer.body.field_errors).toEqual({
      email: ['Must be an e-mail address such as user@example.com.'],
      password: ['Must be text of 8 to 128 characters.'],
      full_name: ['This field is required.'],
    })
  })

  test('never repeats what was sent: a password could be among it (G8)', async () => {
    const answer = await new Client(server.url).post('/api/auth/register', {
      email: 'my-secret-address',
      password: 'hunter2',
      full_name: ['my-secret-name'],
    })
    expect(JSON.stringify(answer.body)).not.toMatch(/hunter2|my-secret/)
  })
})

test('a list with a bad item says what the items have to be (G8)', async () => {
  const answer = await person.client.post('/api/gigs', { ...exampleGig, image_urls: ['no address'] })
  expect(answer.body.field_errors).toEqual({
    image_urls: [
      'Must be a list of at most 10 items; each must be an address that begins with http:// or https://.',
    ],
  })
})

describe('a body as a whole (G9)', () => {
  test('that is JSON but no object is a 422', async () => {
    for (const body of ['null', 'true', '1', '"text"', '[]', '[{}]']) {
      const answer = await person.client.send('POST', '/api/gigs', {
        body,
        headers: { 'content-type': 'application/json' },
      })
      expect([body, answer.status, answer.body.error_code]).toEqual([body, 422, 'VALIDATION_ERROR'])
    }
  })

  test('that is empty lacks each required field', async () => {
    for (const headers of [{}, { 'content-type': 'application/json' }] as Record<string, string>[]) {
      const answer = await person.client.send('POST', '/api/gigs', { headers })
      expect(answer.status).toBe(422)
      expect(Object.keys(answer.body.field_errors ?? {}).sort()).toEqual([
        'address_text',
        'budget',
        'description',
        'duration_hours',
        'latitude',
        'longitude',
        'title',
      ])
    }
  })

  test('may have fields that nobody knows: they are ignored (G7)', async () => {
    const deep = `${'['.repeat(31)}${']'.repeat(31)}`
    const known = JSON.stringify(exampleGig).slice(1)
    const answer = await person.client.send<Record<string, unknown>>('POST', '/api/gigs', {
      body: `{"unknown":1,"id":"mine","status":"COMPLETED","helper_id":"me","__proto__":{"title":"x"},"constructor":{},"deep":${deep},${known}`,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ status: 'PENDING', helper_id: null, title: exampleGig.title })
    expect(answer.body.id).not.toBe('mine')
    expect(Object.keys(answer.body)).not.toContain('unknown')
  })
})

const center = { latitude: '13.7563', longitude: '100.5018' }
/** Notations of numbers that are none of ours. */
const noNumbers = [
  '',
  ' ',
  'abc',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '1_0',
  '1,5',
  '１',
  'null',
  '[1]',
  '1 ',
]
const queryNumbers = (least: string[], most: string[]): Field => ({
  good: [...least.slice(0, 1), ...most.slice(0, 1)],
  bad: [...least.slice(1), ...most.slice(1), ...noNumbers],
})
const queryLatitude = queryNumbers(['-90', '-90.0000001', '-91'], ['90', '90.0000001', '91', '1e3'])
const queryLongitude = queryNumbers(['-180', '-180.0000001', '-181'], ['180', '180.0000001', '181'])
const radius: Field = {
  good: ['0.001', '1e-3', '5', '100', '100.0'],
  bad: ['0', '-0', '0.0', '-1', '100.0001', '101', '1e9', ...noNumbers],
}
const skip: Field = {
  good: ['0', '1', '1000000', '9007199254740991'],
  bad: ['-1', '1.5', '9007199254740992', '1e3', ...noNumbers],
}
const limit: Field = { good: ['1', '100'], bad: ['0', '-1', '101', '1.5', '1e1', ...noNumbers] }
const gigStatus: Field = {
  good: ['PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'],
  bad: ['', 'pending', 'Pending', 'OPEN', 'PENDING ', 'PENDING,ACCEPTED'],
}
const budgetFilter: Field = {
  good: ['0', '0.01', '500', '500.50', '1000000000'],
  bad: ['-0.01', '0.001', '1.005', '1000000000.01', ...noNumbers],
}

const queries: Record<string, { path: string; base: Record<string, string>; fields: Record<string, Field> }> =
  {
    'GET /api/users/nearby (U2)': {
      path: '/api/users/nearby',
      base: center,
      fields: {
        latitude: required(queryLatitude),
        longitude: required(queryLongitude),
        radius: orNothing(radius),
        only_available: {
          good: ['true', 'false', 'True', 'FALSE', '1', '0', 'yes', 'No', 'on', 'off', undefined],
          bad: ['', '2', '01', 'y', 'null', ' true', 'constructor'],
        },
        limit: orNothing(limit),
      },
    },
    'GET /api/gigs/search (K2, G6)': {
      path: '/api/gigs/search',
      base: center,
      fields: {
        latitude: required(queryLatitude),
        longitude: required(queryLongitude),
        radius: orNothing(radius),
        status: orNothing(gigStatus),
        min_budget: orNothing(budgetFilter),
        max_budget: orNothing(budgetFilter),
        skip: orNothing(skip),
        limit: orNothing(limit),
      },
    },
    'GET /api/gigs (K6, G6)': {
      path: '/api/gigs',
      base: {},
      fields: { skip: orNothing(skip), limit: orNothing(limit) },
    },
    'GET /api/gigs/my-gigs (K5, G6)': {
      path: '/api/gigs/my-gigs',
      base: {},
      fields: {
        role: { good: ['seeker', 'helper', undefined], bad: ['', 'SEEKER', 'both', 'seeker '] },
        status: orNothing(gigStatus),
        skip: orNothing(skip),
        limit: orNothing(limit),
      },
    },
  }

for (const [name, { path, base, fields }] of Object.entries(queries)) {
  describe(`the query of ${name}`, () => {
    const ask = (field: string, value: unknown) => {
      const query = new URLSearchParams(base)
      if (value === undefined) query.delete(field)
      else query.set(field, String(value))
      return person.client.get(`${path}?${query}`)
    }

    for (const [field, { good, bad }] of Object.entries(fields)) {
      test(`takes ${field} at its bounds and refuses it beyond them`, async () => {
        for (const value of good) {
          const answer = await ask(field, value)
          expect([value, answer.status, answer.body.field_errors]).toEqual([value, 200, undefined])
        }
        for (const value of bad) {
          const answer = await ask(field, value)
          expect([value, answer.status, Object.keys(answer.body.field_errors ?? {})]).toEqual([
            value,
            422,
            [field],
          ])
        }
      })
    }

    test('ignores parameters that nobody knows (G7)', async () => {
      const query = new URLSearchParams({ ...base, unknown: '\0', 'filter[a]': '1', __proto__x: 'x' })
      expect((await person.client.get(`${path}?${query}&__proto__=1&&=&%&a`)).status).toBe(200)
    })

    test('never gives a 500 for repeated, broken or strange parameters', async () => {
      for (const field of Object.keys(fields)) {
        for (const odd of [
          `${field}=1&${field}=2`,
          `${field}[]=1`,
          `${field}=%E0%A4%A`,
          `${field}=%00`,
          field,
        ]) {
          const answer = await person.client.get(`${path}?${new URLSearchParams(base)}&${odd}`)
          expect([odd, [200, 422].includes(answer.status)]).toEqual([odd, true])
        }
      }
    })
  })
}

describe('the least and the greatest budget of a search (K2)', () => {
  test('may be equal, and are a 422 when the least is greater', async () => {
    const query = new URLSearchParams({ ...center, min_budget: '500', max_budget: '500' })
    expect((await person.client.get(`/api/gigs/search?${query}`)).status).toBe(200)
    query.set('min_budget', '500.01')
    const answer = await person.client.get(`/api/gigs/search?${query}`)
    expect([answer.status, answer.body.error_code]).toEqual([422, 'VALIDATION_ERROR'])
    expect(answer.body.field_errors).toHaveProperty('min_budget')
  })
})

describe('an id in a path (G5)', () => {
  const calls: [string, (id: string) => string][] = [
    ['GET', id => `/api/gigs/${id}`],
    ['PUT', id => `/api/gigs/${id}`],
    ['DELETE', id => `/api/gigs/${id}`],
    ['POST', id => `/api/gigs/${id}/accept`],
    ['PUT', id => `/api/gigs/${id}/status`],
  ]

  test('that is no UUID is a 422', async () => {
    const uuid = '123e4567-e89b-12d3-a456-426614174000'
    const bad = [
      'x',
      '1',
      uuid.slice(1),
      `${uuid}0`,
      `{${uuid}}`,
      `urn:uuid:${uuid}`,
      uuid.replaceAll('-', ''),
      'g23e4567-e89b-12d3-a456-426614174000',
      `${uuid}%00`,
      `${uuid}%0A`,
      `${uuid}%20`,
      '%F0%9F%9B%8B',
      "'%20OR%201=1--",
      '..%2f..%2fetc',
    ]
    for (const [method, path] of calls) {
      for (const id of bad) {
        const body = method === 'PUT' ? { status: 'CANCELLED' } : undefined
        const answer = await person.client.send(method, path(id), { body })
        expect([method, id, answer.status]).toEqual([method, id, 422])
        expect(Object.keys(answer.body.field_errors ?? {})).toEqual(['gig_id'])
      }
    }
  })

  test('that is a UUID of nothing is a 404', async () => {
    for (const id of ['123e4567-e89b-12d3-a456-426614174000', '00000000-0000-0000-0000-000000000000']) {
      for (const [method, path] of calls) {
        const body = method === 'PUT' ? { status: 'CANCELLED' } : undefined
        const answer = await person.client.send(method, path(id), { body })
        expect([method, answer.status, answer.body.error_code]).toEqual([method, 404, 'RESOURCE_NOT_FOUND'])
      }
    }
  })

  test('with a broken escape is refused without a 500 (G8)', async () => {
    for (const [method, path] of calls) {
      const answer = await person.client.send(method, path('%E0%A4%A'), {
        body: method === 'PUT' ? {} : undefined,
      })
      expect([method, answer.status >= 400 && answer.status < 500]).toEqual([method, true])
      expect(answer.body.error_code).toBeString()
    }
  })
})
