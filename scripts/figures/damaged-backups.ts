import { existsSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { seededRandom } from '../../src/lib/random.ts'
import { openBackupBench, problemsOf } from '../../test/support/backups.ts'
import { damages } from './backup-damage.ts'

/**
 * Restores damaged backups, half of them into no folder and half over a full one: bun scripts/figures/damaged-backups.ts
 * [--count 1000] [--seed 1]. It fails when one is not rejected with a sentence, or when a file or a folder has changed.
 */

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
})
const count = Number(values.count)
const random = seededRandom(Number(values.seed))
const say = (text: string) => process.stdout.write(`${text}\n`)

const bench = await openBackupBench()
const before = JSON.stringify(await bench.snapshot())
const kinds = Object.entries(damages)
const faults: string[] = []

const rejectedWith = async (archive: string, isOverData: boolean): Promise<string | null> => {
  const restoring = isOverData ? bench.restore(archive, bench.at('live'), true) : bench.restore(archive)
  try {
    const [problem] = await problemsOf(restoring)
    return problem ? null : 'rejected without a sentence'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

// It must be good itself, or every copy would be rejected for the same reason.
await bench.restore(bench.at('good.tar.gz'))
rmSync(bench.at('target'), { recursive: true })
for (let at = 0; at < count && faults.length < 10; at += 1) {
  // Each kind in turn, so a short run has all of them.
  const [name, damage] = kinds[at % kinds.length] ?? random.pick(kinds)
  const isOverData = at % (2 * kinds.length) >= kinds.length
  const fault = await rejectedWith(await damage(bench, random), isOverData)
  if (fault !== null) faults.push(`${at}, ${name}: ${fault}`)
  if (JSON.stringify(await bench.snapshot()) !== before) {
    faults.push(
      `${at}, ${name}: something was changed${existsSync(bench.at('target')) ? ' (restored)' : ''}.`,
    )
    break
  }
}
bench.remove()
for (const fault of faults) say(fault)
say(
  `${faults.length === 0 ? 'All were rejected, and nothing was changed' : 'FAILED'}: ${count} damaged backups of ${kinds.length} kinds.`,
)
process.exit(faults.length === 0 ? 0 : 1)
