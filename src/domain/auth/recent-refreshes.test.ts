import { describe, expect, test } from 'bun:test'
import { manualClock } from '../../lib/clock.ts'
import { RecentRefreshes } from './recent-refreshes.ts'

const start = (accessTokenMinutes = 30) => {
  const clock = manualClock(0)
  const refreshes = new RecentRefreshes(clock, { accessTokenMinutes })
  let made = 0
  const answer = (refreshToken = 'r', oldAccessToken = 'a') =>
    refreshes.answer({ refreshToken, oldAccessToken }, async () => {
      made += 1
      return `token ${made}`
    })
  return { clock, refreshes, answer }
}

const pair = { refreshToken: 'r', oldAccessToken: 'a' }

describe('refreshes with the same two tokens (A5)', () => {
  test('get one new token within a minute, and another one afterwards', async () => {
    const { clock, refreshes, answer } = start()
    expect(await Promise.all([answer(), answer()])).toEqual(['token 1', 'token 1'])
    clock.advance(59_999)
    expect(await answer()).toBe('token 1')
    clock.advance(1)
    expect(await answer()).toBe('token 2')
    expect(refreshes.bound.used()).toBe(1)
  })

  test('get one for half the life of a token that is short', async () => {
    const { clock, answer } = start(1)
    await answer()
    clock.advance(29_999)
    expect(await answer()).toBe('token 1')
    clock.advance(1)
    expect(await answer()).toBe('token 2')
  })

  test('get another one where the time of day was set forward, in which the token has expired', async () => {
    const { clock, answer } = start()
    await answer()
    clock.step(60_000)
    expect(await answer()).toBe('token 2')
  })

  test('get one that is made anew after an attempt that failed', async () => {
    const { refreshes, answer } = start()
    const failing = refreshes.answer(pair, () => Promise.reject(new Error('It failed.')))
    await expect(failing).rejects.toThrow('It failed.')
    expect(await answer()).toBe('token 1')
  })

  test('are others with another token of the two', async () => {
    const { answer } = start()
    expect([await answer(), await answer('r', 'b'), await answer('s', 'a'), await answer()]).toEqual([
      'token 1',
      'token 2',
      'token 3',
      'token 1',
    ])
  })
})

describe('what counts refreshes', () => {
  test('counts those with the same tokens once in a minute', async () => {
    const { clock, refreshes } = start()
    let counted = 0
    const count = () =>
      refreshes.countOnce(pair, async () => {
        counted += 1
      })
    await count()
    await count()
    expect(counted).toBe(1)
    clock.advance(60_000)
    await count()
    expect(counted).toBe(2)
  })

  test('counts again after a refusal, at once or later', async () => {
    const { refreshes } = start()
    const refuse = () => {
      throw new Error('Too many.')
    }
    expect(() => refreshes.countOnce(pair, refuse)).toThrow('Too many.')
    await expect(refreshes.countOnce(pair, async () => refuse())).rejects.toThrow('Too many.')
    let counted = 0
    await refreshes.countOnce(pair, async () => {
      counted += 1
    })
    expect(counted).toBe(1)
  })
})
