import { expect, test } from 'bun:test'
import { SQL } from 'bun'
import { sentenceOf } from './server.ts'

const url = 'postgres://chayenity:secret-password@db.example:5433/marketplace'
const server = 'The PostgreSQL server "db.example:5433" of DATABASE_URL'

const ofServer = (errno: string) =>
  new SQL.PostgresError('It failed.', { code: 'ERR_POSTGRES_SERVER_ERROR', errno })

test.each([
  ['a wrong password', ofServer('28P01'), 'rejects the user or the password of DATABASE_URL.'],
  ['an unknown user', ofServer('28000'), 'rejects the user or the password of DATABASE_URL.'],
  [
    'a missing database',
    ofServer('3D000'),
    'has no database "marketplace". Create it, or correct DATABASE_URL.',
  ],
  [
    'a server that starts',
    ofServer('57P03'),
    'cannot be reached (It failed.). Start it, or correct DATABASE_URL.',
  ],
  [
    'a pooler without a server',
    ofServer('08P01'),
    'cannot be reached (It failed.). Start it, or correct DATABASE_URL.',
  ],
  [
    'nobody who listens',
    new SQL.PostgresError('It failed.', { code: 'ERR_POSTGRES_CONNECTION_CLOSED' }),
    'cannot be reached (ERR_POSTGRES_CONNECTION_CLOSED). Start it, or correct DATABASE_URL.',
  ],
  ['another error of the server', ofServer('42501'), 'cannot be used (42501): It failed.'],
  ['an error of ours', new TypeError('It failed.'), 'cannot be used: TypeError: It failed.'],
])('%s is told to whoever set DATABASE_URL in a sentence without the password', (_, error, sentence) => {
  expect(sentenceOf(error, url)).toBe(`${server} ${sentence}`)
})
