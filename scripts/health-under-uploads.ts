import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formFile, phonePhoto } from '../test/support/images.ts'
import { logInAs } from '../test/support/people.ts'

/** Measures how long /health takes while ten photographs of 12 megapixels are uploaded at once; at most 50 ms. */

const mostMs = 50
const uploadsAtOnce = 10
const say = (text: string) => process.stdout.write(`${text}\n`)

/** The server in a process of its own, so that it is not measured together with the load. */
const startServerProcess = async (dataDir: string) => {
  const child = Bun.spawn([process.execPath, 'src/main.ts', 'serve'], {
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', RATE_LIMIT: 'off', LOG_LEVEL: 'info' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let output = ''
  for await (const chunk of child.stdout) {
    output += new TextDecoder().decode(chunk)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0]
    if (url) return { child, url }
  }
  throw new Error('The server did not start.')
}

const measure = async (url: string): Promise<number[]> => {
  const email = 'somchai@example.com'
  const password = 'a long password'
  const registration = JSON.stringify({ email, password, full_name: 'Somchai' })
  const headers = { 'content-type': 'application/json' }
  await fetch(`${url}/api/auth/register`, { method: 'POST', headers, body: registration })
  const { access_token } = await logInAs(url, email, password)
  const photo = await phonePhoto()
  const upload = async () => {
    const answer = await fetch(`${url}/api/upload/general`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
      body: formFile(photo, 'photo.jpg'),
    })
    if (answer.status !== 201) throw new Error(`An upload was answered with ${answer.status}.`)
  }
  let isUploading = true
  const uploads = Promise.all(Array.from({ length: uploadsAtOnce }, upload)).finally(() => {
    isUploading = false
  })
  const times: number[] = []
  while (isUploading) {
    const since = performance.now()
    await (await fetch(`${url}/health`)).text()
    times.push(performance.now() - since)
    await Bun.sleep(5)
  }
  await uploads
  return times.sort((a, b) => a - b)
}

const dataDir = await mkdtemp(join(tmpdir(), 'chayenity-health-'))
const { child, url } = await startServerProcess(dataDir)
try {
  const times = await measure(url)
  const at = (share: number) => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1)
  say(
    `${times.length} health checks during ${uploadsAtOnce} uploads: p50 ${at(0.5)}, p99 ${at(0.99)}, worst ${at(1)} ms.`,
  )
  if (Number(at(1)) > mostMs) {
    say(`FAILED: the worst may take ${mostMs} ms.`)
    process.exitCode = 1
  }
} finally {
  child.kill()
  await child.exited
  await rm(dataDir, { recursive: true })
}
