import { expect, test } from 'bun:test'
import { createHealthCheck } from './health.ts'
import type { Queries } from './queries.ts'

const start = (answer: () => Promise<unknown>) => {
  const errors: string[] = []
  let asked = 0
  const get: Queries['get'] = async <Row>() => {
    asked += 1
    return (await answer()) as Row | null // the row of the only statement
  }
  const isHealthy = createHealthCheck({ get }, error => errors.push(String(error)))
  return { isHealthy, errors, asked: () => asked }
}

test('a server that can be written is healthy, and is asked again each time', async () => {
  const { isHealthy, errors, asked } = start(async () => ({ isWritable: true }))
  expect([await isHealthy(), await isHealthy(), asked(), errors]).toEqual([true, true, 2, []])
})

test('a server that only follows another one, or answers nothing, is not healthy', async () => {
  for (const row of [{ isWritable: false }, null]) {
    const { isHealthy, errors } = start(async () => row)
    expect([await isHealthy(), errors]).toEqual([false, ['Error: PostgreSQL only reads.']])
  }
})

test('a server that fails is not healthy, and is once it answers again', async () => {
  let fails = true
  const { isHealthy, errors } = start(async () => {
    if (fails) throw new Error('It is away.')
    return { isWritable: true }
  })
  expect([await isHealthy(), errors]).toEqual([false, ['Error: It is away.']])
  fails = false
  expect(await isHealthy()).toBeTrue()
})

test('checks at once share one question', async () => {
  const { isHealthy, asked } = start(async () => ({ isWritable: true }))
  expect(await Promise.all([isHealthy(), isHealthy(), isHealthy()])).toEqual([true, true, true])
  expect(asked()).toBe(1)
})
