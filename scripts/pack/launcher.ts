import { spawn } from 'node:child_process'
import process from 'node:process'
import { findServer } from '../../src/testing/platform.ts'

/** The command `chayenity` of the npm package: runs the server of this platform, as if it had been called itself. */

const fail = (sentence: string) => {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

const run = (server: string) => {
  const child = spawn(server, process.argv.slice(2), { stdio: 'inherit' })
  // A terminal sends its signals to both; others send them to this process alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!process.stdin.isTTY || signal === 'SIGTERM') child.kill(signal)
    })
  }
  child.once('error', error => fail(error.message))
  child.once('close', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
  })
}

try {
  run(findServer())
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
