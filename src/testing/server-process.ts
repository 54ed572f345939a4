import { spawn } from 'node:child_process'
import process from 'node:process'
import { createInterface } from 'node:readline'

export interface ServerProcess {
  url: string
  stop(): Promise<void>
}

/** Ends with this process, as its standard input does. @throws Error with its output when it ends early */
export const startProcess = async (
  [program, ...words]: readonly [string, ...string[]],
  settings: Readonly<Record<string, string>>,
): Promise<ServerProcess> => {
  const child = spawn(program, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...settings },
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  let written = ''
  child.stderr.on('data', data => {
    written = (written + String(data)).slice(-4000)
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => reject(new Error(`Chayenity ended with code ${code}.\n${written}`)))
    createInterface({ input: child.stdout }).on('line', line => {
      written = `${written}${line}\n`.slice(-4000)
      const found = addressIn(line)
      if (found !== null) resolve(found)
    })
  })
  // A test runner must not wait for the server.
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) unref(stream)
  return { url, stop }
}

const unref = (stream: object) => {
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
}

/** Null for a line without an address. */
const addressIn = (line: string): string | null => {
  try {
    const { url } = JSON.parse(line)
    return typeof url === 'string' ? url : null
  } catch {
    return null
  }
}
