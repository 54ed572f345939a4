import { damagedFiles, sendFile } from '../test/support/images.ts'
import { joinSomchai } from '../test/support/people.ts'
import { startTestServer } from '../test/support/server.ts'

/**
 * Uploads 2 000 pictures, each damaged in its own way, and fails when one brings a crash, takes 5 seconds, or is
 * answered with anything but 201, 413 and 415. The tests run the first 150 of them.
 */

const say = (text: string) => process.stdout.write(`${text}\n`)

const run = async (seed: number, count: number) => {
  const server = await startTestServer({ env: { QUOTA_FILES: '1000000', QUOTA_MIB: '1000000' } })
  const somchai = await joinSomchai(server)
  const statuses = new Map<number, number>()
  let slowestMs = 0
  for (const bytes of await damagedFiles(seed, count)) {
    const since = performance.now()
    const { status } = await sendFile(somchai, bytes)
    slowestMs = Math.max(slowestMs, performance.now() - since)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  const { status: health } = await somchai.client.get('/health')
  await server.stop()
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${times} × ${status}`)
  say(
    `${count} damaged files of seed ${seed}: ${counts.join(', ')}; the slowest took ${Math.round(slowestMs)} ms.`,
  )
  const isGood = [...statuses.keys()].every(status => [201, 413, 415].includes(status))
  return isGood && slowestMs < 5000 && health === 200
}

const isGood = await run(Number(process.argv[2] ?? 42), Number(process.argv[3] ?? 2000))
if (!isGood) say('FAILED: only 201, 413 and 415 are allowed, each within 5 seconds.')
process.exit(isGood ? 0 : 1)
