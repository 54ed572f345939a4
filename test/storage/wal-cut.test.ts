import { afterEach, beforeEach, expect, test } from 'bun:test'
import { seededRandom } from '../../src/lib/random.ts'
import { makeFolder } from '../support/stores.ts'
import { layOut, promisedAt, type Recording, recordActs } from '../support/wal-cuts.ts'

/**
 * What a power cut can leave behind: the database file, and the WAL up to some byte. Everything before a sync that was
 * answered is on the disk; behind it the WAL can end anywhere. `bun run wal-cuts` tries every byte.
 */

const actCount = 320
const randomCuts = 150
/** With 1 the WAL is cut at every byte, with 2 at every other one; 0 makes some cuts. */
const step = Number(process.env.WAL_CUTS ?? 0)

const walHeaderBytes = 32
const frameBytes = 24 + 4096

let folder: ReturnType<typeof makeFolder>
let after: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
  after = makeFolder()
})
afterEach(() => {
  folder.remove()
  after.remove()
})

/** After each sync, around the ends of some frames and in the middle of their headers, and anywhere. */
const someCuts = ({ wal, acknowledgedAt }: Recording): number[] => {
  const random = seededRandom(4)
  const cuts = new Set([0, wal.length, ...acknowledgedAt.keys()])
  const frames = Math.floor((wal.length - walHeaderBytes) / frameBytes)
  for (let cut = 0; cut < randomCuts; cut += 1) {
    cuts.add(random.whole(0, wal.length))
    const frameAt = walHeaderBytes + random.whole(0, frames - 1) * frameBytes
    cuts.add(frameAt + random.pick([-1, 0, 1, 12, 24]))
  }
  return [...cuts].sort((a, b) => b - a)
}

const steadyCuts = ({ wal }: Recording): number[] =>
  Array.from({ length: Math.floor(wal.length / step) + 1 }, (_, at) => wal.length - at * step)

test(
  `of ${actCount} acts a WAL cut after any sync holds every acknowledged one, cut anywhere a clean prefix`,
  async () => {
    const recording = await recordActs(folder.path, actCount)
    const { sent, acknowledgedAt } = recording
    expect(Math.max(...acknowledgedAt.values())).toBe(sent.length)
    expect(acknowledgedAt.size).toBeGreaterThan(60)

    const cutTo = layOut(recording, after.path)
    const cuts = step === 0 ? someCuts(recording) : steadyCuts(recording)
    let before = -1
    for (const [at, length] of cuts.entries()) {
      cutTo(length, ({ emails, check }) => {
        const isPrefix = emails.every((email, index) => email === sent[index])
        const isPromiseKept = emails.length >= promisedAt(recording, length)
        expect({ length, isPrefix, isPromiseKept }).toEqual({ length, isPrefix: true, isPromiseKept: true })
        // It takes long: of many cuts only those that change what is there are worth it.
        if (step === 0 || emails.length !== before) expect(check()).toBe('ok')
        before = emails.length
      })
      if (step > 0 && at % 10_000 === 0) process.stderr.write(`${at} of ${cuts.length} cuts\n`)
    }
  },
  step === 0 ? 60_000 : 3 * 3_600_000,
)
