import { describe, expect, test } from 'bun:test'
import { inTime } from './deadline.ts'

const block = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

describe('an answer with a deadline', () => {
  test('is given when it comes in time', async () => {
    expect(await inTime(Promise.resolve(7), 1000)).toBe(7)
  })

  test('that does not come is an error, or what the caller makes of it', async () => {
    const never = new Promise<never>(() => {})
    await expect(inTime(never, 10)).rejects.toThrow('There was no answer in 10 ms.')
    await expect(inTime(never, 10, () => new Error('Frozen.'))).rejects.toThrow('Frozen.')
  })

  test('is waited for when this process was busy meanwhile', async () => {
    const answer = Bun.sleep(60).then(() => 7)
    const given = inTime(answer, 40)
    block(120)
    expect(await given).toBe(7)
  })
})
