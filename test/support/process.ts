import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new empty folder, and how to be rid of it. */
export const temporaryFolder = () => {
  const path = mkdtempSync(join(tmpdir(), 'chayenity-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface Ended {
  exitCode: number
  out: string
  err: string
}

const root = new URL('../..', import.meta.url).pathname

/** The product from its source; tests of the binary put another in its place. */
const fromSource = { command: [process.execPath, join(root, 'src/main.ts')], cwd: root }
export type Program = typeof fromSource

const start = (words: string[], env: Record<string, string>, { command, cwd }: Program) =>
  Bun.spawn([...command, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: env.HOME ?? '/nonexistent', PORT: '0', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })

/** Runs the product as a process of its own until it ends by itself. */
export const runToEnd = async (
  words: string[],
  env: Record<string, string>,
  program: Program = fromSource,
): Promise<Ended> => {
  const child = start(words, env, program)
  const [out, err, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { exitCode, out, err }
}

export interface ServerProcess {
  url: string
  /** What it has written so far. */
  out: () => string
  /** Sends a signal, after which it goes on. */
  signal(signal: 'SIGHUP'): void
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number>
}

/** Starts the product as a process of its own and waits until it says where it listens. */
export const startProcess = async (
  words: string[],
  env: Record<string, string>,
  program: Program = fromSource,
): Promise<ServerProcess> => {
  const child = start(words, env, program)
  let out = ''
  const listening = Promise.withResolvers<string>()
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stdout) {
      out += decoder.decode(chunk, { stream: true })
      const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0]
      if (url) listening.resolve(url)
    }
    listening.reject(
      new Error(`It ended before it listened: ${out}${await new Response(child.stderr).text()}`),
    )
  }
  void read()
  const url = await listening.promise
  return {
    url,
    out: () => out,
    signal: signal => child.kill(signal),
    end: async signal => {
      child.kill(signal)
      return child.exited
    },
  }
}
