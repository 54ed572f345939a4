import { expect, test } from 'bun:test'
import { freePort } from '../../../test/support/ports.ts'
import { readConfig } from '../../config.ts'
import { examineBucket, examineDatabase, examineRedis } from './services.ts'

const databaseUrl = 'postgres://somchai:planted@127.0.0.1:1/chayenity'
const bucketKeys = { S3_ACCESS_KEY_ID: 'somchai', S3_SECRET_ACCESS_KEY: 'planted' }
const ofSeveralCopies = {
  DATABASE_URL: databaseUrl,
  JWT_SECRET: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE',
  S3_BUCKET: 'pictures',
  ...bucketKeys,
}

const configWith = (environment: Record<string, string>) => readConfig(environment, 'production')

test('the doctor says nothing about PostgreSQL, Redis and a bucket where none is set', async () => {
  const config = configWith({})
  expect(await examineDatabase(config)).toEqual([])
  expect(await examineRedis(config)).toEqual([])
  expect(await examineBucket(config)).toEqual([])
})

test('the doctor finds that PostgreSQL does not answer, and never says its password', async () => {
  const [finding, ...others] = await examineDatabase(configWith({ DATABASE_URL: databaseUrl, COPIES: '1' }))
  expect(others).toEqual([])
  expect(finding).toEqual({
    level: 'problem',
    topic: 'database',
    sentence: expect.stringContaining(
      'The PostgreSQL server "127.0.0.1:1" of DATABASE_URL cannot be reached',
    ),
  })
  expect(JSON.stringify(finding)).not.toContain('planted')
})

test('the doctor finds that Redis does not answer, where there are several copies', async () => {
  const REDIS_URL = `redis://:planted@127.0.0.1:${freePort()}`
  const [finding] = await examineRedis(configWith({ ...ofSeveralCopies, REDIS_URL }))
  expect(finding).toEqual({
    level: 'problem',
    topic: 'redis',
    sentence: expect.stringMatching(/^The Redis server "127\.0\.0\.1:\d+" of REDIS_URL cannot be reached\./),
  })
})

test('the doctor warns of a Redis that one server alone does not use, and does not ask it', async () => {
  const config = configWith({ DATABASE_URL: databaseUrl, COPIES: '1', REDIS_URL: 'redis://127.0.0.1:1' })
  expect(await examineRedis(config)).toEqual([
    {
      level: 'warning',
      topic: 'redis',
      sentence: 'REDIS_URL is not used with COPIES=1.',
      advice: 'Unset one of the two.',
    },
  ])
})

/** An S3 server that answers each request like this. */
const withObjects = async (
  answer: (request: Request) => Response,
  use: (endpoint: string) => Promise<void>,
) => {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
  try {
    await use(`http://127.0.0.1:${server.port}`)
  } finally {
    await server.stop(true)
  }
}

const errorOf = (code: string) => `<Error><Code>${code}</Code><Message>planted</Message></Error>`

test('the doctor writes an object into the bucket and deletes it, and is content', async () => {
  const asked: string[] = []
  const answer = ({ method, url }: Request) => {
    asked.push(`${method} ${new URL(url).pathname.replace(/probe-.*/, 'probe')}`)
    return method === 'GET' ? new Response(errorOf('NoSuchKey'), { status: 404 }) : new Response()
  }
  await withObjects(answer, async S3_ENDPOINT => {
    const config = configWith({ S3_BUCKET: 'pictures', S3_ENDPOINT, ...bucketKeys })
    expect(await examineBucket(config)).toEqual([
      { level: 'ok', topic: 'pictures', sentence: 'The bucket "pictures" can be read and written.' },
    ])
  })
  expect(asked).toEqual(['GET /pictures/probe', 'PUT /pictures/probe', 'DELETE /pictures/probe'])
})

test.each([
  ['GET', 'NoSuchBucket', 'there is no such bucket. Make it, or set S3_BUCKET to another one'],
  ['PUT', 'AccessDenied', 'the key may not read, write, delete and list its objects'],
  ['DELETE', 'Odd', 'the server at S3_ENDPOINT cannot be used (Odd: planted)'],
])('the doctor finds a bucket that answers %s with %s', async (failing, code, problem) => {
  const answer = ({ method }: Request) =>
    new Response(errorOf(code), { status: method === failing ? 403 : 200 })
  await withObjects(answer, async S3_ENDPOINT => {
    const config = configWith({ S3_BUCKET: 'pictures', S3_ENDPOINT, ...bucketKeys })
    expect(await examineBucket(config)).toEqual([
      {
        level: 'problem',
        topic: 'pictures',
        sentence: `The bucket "pictures" cannot be used: ${problem}.`,
      },
    ])
  })
})
