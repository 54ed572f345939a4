import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { runHere } from '../../test/support/command-here.ts'
import { systemClock } from '../lib/clock.ts'
import { withProgressBar, withProgressLines } from './progress.ts'

let nowMs = 0
let elapsed: { mockRestore(): void }
beforeEach(() => {
  nowMs = 0
  elapsed = spyOn(systemClock, 'elapsed').mockImplementation(() => nowMs)
})
afterEach(() => elapsed.mockRestore())

describe('the progress of a command without a terminal', () => {
  test('is a line every ten seconds', async () => {
    const results: number[] = []
    const { out, err } = await runHere({}, async () =>
      results.push(
        await withProgressLines(async report => {
          const reportAt = (ms: number, share: number) => {
            nowMs = ms
            report('building', share)
          }
          reportAt(0, 0.1)
          reportAt(9999, 0.2)
          reportAt(10_000, 0.256)
          reportAt(19_999, 0.3)
          reportAt(20_500, 0.4)
          reportAt(30_000, 0.5)
          reportAt(30_500, 1)
          return 7
        }),
      ),
    )
    expect([results, out, err]).toEqual([[7], '', 'building: 26 %\nbuilding: 40 %\nbuilding: 100 %\n'])
  })

  test('is not told of short commands', async () => {
    const { out, err } = await runHere({}, () => withProgressBar(async report => report('packing', 0.5)))
    expect(out + err).toBe('')
  })
})

test('the progress of a command at a terminal is a bar on the standard error, which ends with it', async () => {
  const isTerminal = true
  for (const run of [withProgressBar, withProgressLines]) {
    const ended = runHere({}, () => run(async report => report('packing', 0.426)), { isTerminal })
    const { out, err } = await ended
    expect(out).toBe('')
    expect(err).toMatch(/starting \S+ 0%/)
    expect(err).toMatch(/packing {3}\S+ 43%/)
    const failing = () => Promise.reject(new Error('planted'))
    await expect(runHere({}, () => run(failing), { isTerminal })).rejects.toThrow('planted')
  }
})
