import { expect, test } from 'bun:test'
import { createTurns } from './turns.ts'

test('work on one subject runs in turn, also after work that failed, and on another subject at once', async () => {
  const turns = createTurns()
  const happened: string[] = []
  const first = Promise.withResolvers<void>()
  const run = (subject: string, name: string, wait: Promise<void> = Promise.resolve()) =>
    turns(subject, async () => {
      happened.push(`${name} begins`)
      await wait
      happened.push(`${name} ends`)
      return name
    })
  const failing = turns('gig', () => first.promise)
  const waiting = [run('gig', 'second'), run('gig', 'third')]
  expect(await run('person', 'other')).toBe('other')
  expect(happened).toEqual(['other begins', 'other ends'])
  first.reject(new Error('It failed.'))
  await expect(failing).rejects.toThrow('It failed.')
  expect(await Promise.all(waiting)).toEqual(['second', 'third'])
  expect(happened.slice(2)).toEqual(['second begins', 'second ends', 'third begins', 'third ends'])
  expect(await run('gig', 'fourth')).toBe('fourth')
})
