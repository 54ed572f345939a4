import { joinSomchai } from '../../test/support/people.ts'
import { startProcess } from '../../test/support/process.ts'
import { temporaryFolder } from './processes.ts'
import { report } from './report.ts'

/**
 * How long a health check takes while ten photographs of 12 megapixels are uploaded at once. The server, those who upload
 * and the one who asks are processes of their own, so that none of them is measured with another.
 */

const rounds = 10
const uploads = 10

/** What the checks of one round took in milliseconds, shortest first. */
const checkBesideUploads = async (): Promise<number[]> => {
  const folder = temporaryFolder()
  // On all cores: the pictures are decoded beside the server, which is what a check may have to wait for.
  const server = await startProcess(['serve'], { DATA_DIR: folder.path, RATE_LIMIT_UPLOADS: '1000000' })
  const { tokens } = await joinSomchai(server)
  const command = [
    process.execPath,
    'scripts/bench/uploads.ts',
    server.url,
    tokens.access_token,
    String(uploads),
  ]
  const uploader = Bun.spawn(command, { stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' })
  for await (const _ of uploader.stdout) break
  uploader.stdin.write('go\n')
  uploader.stdin.end()
  let isUploading = true
  const ended = uploader.exited.finally(() => {
    isUploading = false
  })
  const times: number[] = []
  while (isUploading) {
    const since = performance.now()
    await (await fetch(`${server.url}/health`)).text()
    times.push(performance.now() - since)
    await Bun.sleep(5)
  }
  if ((await ended) !== 0) throw new Error('The uploads failed.')
  await server.end('SIGTERM')
  folder.remove()
  return times.sort((a, b) => a - b)
}

export const benchHealth = async (): Promise<void> => {
  const seen: number[][] = []
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`  round ${round + 1} of ${rounds}\n`)
    seen.push(await checkBesideUploads())
  }
  const series = (name: string, share: number) => ({
    name: `${name} beside ${uploads} uploads`,
    unit: 'ms',
    rounds: seen.map(times => times[Math.floor((times.length - 1) * share)] ?? Number.NaN),
  })
  await report(
    'health',
    [
      series('health check', 0.5),
      series('health check, the slowest of a hundred', 0.99),
      series('health check, the slowest of all', 1),
    ],
    [`Each round is a new server and ${uploads} photographs of 12 megapixels at once.`],
  )
}
