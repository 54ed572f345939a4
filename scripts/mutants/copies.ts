import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Suite } from './suites.ts'

/** Copies of the working tree in which tests run, and the processes in them. */

const folders = new Set<string>()
const groups = new Set<number>()

const killGroup = (pid: number) => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group has ended already.
  }
}

/** Ends every test run and removes every copy. */
export const cleanUp = (): void => {
  for (const pid of groups) killGroup(pid)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  groups.clear()
  folders.clear()
}

/** What git tracks or would track: uncommitted changes count too. */
export const projectFiles = (): string[] =>
  Bun.spawnSync(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'])
    .stdout.toString()
    .split('\0')
    .filter(path => path !== '' && existsSync(path))

export const createCopy = (files: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
  folders.add(folder)
  for (const file of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    cpSync(file, join(folder, file))
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, '.tmp'))
  return folder
}

interface TestRun {
  outcome: 'passed' | 'failed' | 'timed out'
  seconds: number
  output: string
}

/** Runs test files in `copy` until the first failure, and at most for `maxSeconds`. Nothing it started lives on. */
export const runTests = async (
  copy: string,
  files: readonly string[],
  maxSeconds: number,
  { options = [], settings }: { options?: readonly string[]; settings?: Suite['settings'] } = {},
): Promise<TestRun> => {
  const logPath = join(copy, '.tmp', 'output.log')
  const log = openSync(logPath, 'w')
  const since = performance.now()
  // A group of its own, so that servers which tests start end with it.
  const child = Bun.spawn(
    [process.execPath, 'test', '--bail', ...options, ...files.map(file => `./${file}`)],
    {
      cwd: copy,
      env: { ...process.env, ...settings, TMPDIR: join(copy, '.tmp'), FORCE_COLOR: '0' },
      stdin: 'ignore',
      stdout: log,
      stderr: log,
      detached: true,
    },
  )
  groups.add(child.pid)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    killGroup(child.pid)
  }, maxSeconds * 1000)
  const exitCode = await child.exited
  clearTimeout(timer)
  killGroup(child.pid)
  groups.delete(child.pid)
  closeSync(log)
  const outcome = isLate ? 'timed out' : exitCode === 0 ? 'passed' : 'failed'
  return { outcome, seconds: (performance.now() - since) / 1000, output: readFileSync(logPath, 'utf8') }
}
