import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { Client } from '../test/support/client.ts'
import { formFile, phonePhoto } from '../test/support/images.ts'
import { joinSomchai } from '../test/support/people.ts'
import { startProcess } from '../test/support/process.ts'

/**
 * Measures how long /health takes while ten photographs of 12 megapixels are uploaded at once; at most 50 ms. The server,
 * those who upload and the one who asks are processes of their own, so that none of them is measured with another.
 * Argument: how often (1).
 */

const mostMs = 50
const uploadsAtOnce = 10
const say = (text: string) => process.stdout.write(`${text}\n`)

/** What the uploading process does: it is ready when it has a line to say, and sends when it gets one. */
const upload = async (url: string, token: string) => {
  const photo = await phonePhoto()
  const bodies = Array.from({ length: uploadsAtOnce }, () => formFile(photo, 'photo.jpg'))
  say('ready')
  for await (const _ of process.stdin) break
  const client = new Client(url, token)
  const answers = await Promise.all(bodies.map(body => client.post('/api/upload/general', body)))
  const refused = answers.find(({ status }) => status !== 201)
  if (refused) throw new Error(`An upload was answered with ${refused.status}.`)
  process.exit(0)
}

const measure = async (url: string, token: string): Promise<number[]> => {
  const uploader = Bun.spawn([process.execPath, import.meta.path, 'upload', url, token], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
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
    await (await fetch(`${url}/health`)).text()
    times.push(performance.now() - since)
    await Bun.sleep(5)
  }
  if ((await ended) !== 0) throw new Error('The uploads failed.')
  return times.sort((a, b) => a - b)
}

const run = async () => {
  const dataDir = await mkdtemp(joinPath(tmpdir(), 'chayenity-health-'))
  const server = await startProcess(['serve'], { DATA_DIR: dataDir, RATE_LIMIT: 'off' })
  try {
    const { tokens } = await joinSomchai(server)
    const times = await measure(server.url, tokens.access_token)
    const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0
    const shown = [0.5, 0.99, 1].map(share => at(share).toFixed(1))
    say(
      `${times.length} health checks during ${uploadsAtOnce} uploads: p50 ${shown[0]}, p99 ${shown[1]}, worst ${shown[2]} ms.`,
    )
    if (at(1) <= mostMs) return
    say(`FAILED: the worst may take ${mostMs} ms.`)
    process.exitCode = 1
  } finally {
    await server.end('SIGTERM')
    await rm(dataDir, { recursive: true })
  }
}

const [first = '1', url, token] = process.argv.slice(2)
if (first === 'upload' && url && token) await upload(url, token)
for (let round = 0; round < Number(first); round += 1) await run()
process.exit()
