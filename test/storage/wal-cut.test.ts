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
const isEveryByteWanted = process.env.WAL_CUTS === 'every'

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

const everyCut = ({ wal }: Recording): number[] =>
  Array.from({ length: wal.length + 1 }, (_, at) => wal.length - at)

test(
  `of ${actCount} acts a WAL cut after any sync holds every acknowledged one, cut anywhere a clean prefix`,
  async () => {
    const recording = await recordActs(folder.path, actCount)
    const { sent, acknowledgedAt } = recording
    expect(Math.max(...acknowledgedAt.values())).toBe(sent.length)
    expect(acknowledgedAt.size).toBeGreaterThan(60)

    const cutTo = layOut(recording, after.path)
    const cuts = isEveryByteWanted ? everyCut(recording) : someCuts(recording)
    let checked: number | null = null
    for (const length of cuts) {
      cutTo(length, ({ emails, check }) => {
        expect(emails.length).toBeGreaterThanOrEqual(promisedAt(recording, length))
        expect(emails).toEqual(sent.slice(0, emails.length))
        // Of every byte only those that change what is there are worth the time.
        if (!isEveryByteWanted || emails.length !== checked) expect(check()).toBe('ok')
        checked = emails.length
      })
      if (isEveryByteWanted && length % 50_000 === 0) process.stderr.write(`${length} bytes to go\n`)
    }
  },
  120 * 60_000,
)
