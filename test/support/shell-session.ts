import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../../package.json'

/** What a machine has beside Node: no bun and no jq. */
const ordinaryTools = [
  'sh',
  'curl',
  'node',
  'cat',
  'sleep',
  'ls',
  'rm',
  'mkdir',
  'cp',
  'mv',
  'head',
  'tail',
  'grep',
  'sed',
]

/** Like npx, which puts the package it runs in front of the PATH of that run alone. */
const npxWith = (packages: string) => `#!/bin/sh
if [ "$1 $2" != "--yes ${packageJson.packageManager}" ]; then echo "npx $*: not in these tests" >&2; exit 1; fi
shift 2
PATH='${packages}':"$PATH" exec bun "$@"
`

/**
 * Fills a folder with the programs of somebody who has only Node, to be the whole PATH. Its `npx` knows Bun in the
 * version of the project alone, and runs the Bun of this test, so that nothing is fetched.
 */
export const makeNodeOnlyPath = (folder: string): string => {
  const [path, packages] = [join(folder, 'bin'), join(folder, 'packages')]
  mkdirSync(path)
  mkdirSync(packages)
  for (const tool of ordinaryTools) {
    const found = Bun.which(tool)
    if (!found) throw new Error(`These tests need ${tool}.`)
    symlinkSync(found, join(path, tool))
  }
  symlinkSync(process.execPath, join(packages, 'bun'))
  writeFileSync(join(path, 'npx'), npxWith(packages), { mode: 0o755 })
  return path
}

/** What one pasted text did. */
interface Pasted {
  exitCode: number
  out: string
  errors: string
}

/** How each shell starts as at a terminal, without the settings of the person who runs the tests. */
const commands = {
  bash: ['--norc', '--noprofile', '--noediting', '-i'],
  zsh: ['-f', '-i', '+o', 'prompt_sp', '+o', 'prompt_cr'],
}
export type ShellName = keyof typeof commands

/** An interactive shell that texts are pasted into, one after the other. */
export class ShellSession {
  readonly #child: Bun.Subprocess<'pipe', 'pipe', 'ignore'>
  readonly #chunks: AsyncIterator<string>
  readonly #errorFile: string
  #unread = ''

  constructor(shell: ShellName, folder: string, env: Record<string, string>) {
    const program = Bun.which(shell)
    if (!program) throw new Error(`There is no ${shell}.`)
    this.#errorFile = join(folder, 'errors')
    this.#child = Bun.spawn([program, ...commands[shell]], {
      cwd: folder,
      env,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'ignore',
    })
    this.#chunks = this.#child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
    // Prompts would stand among the errors.
    this.#child.stdin.write("PS1='' PS2=''\n")
  }

  async paste(text: string): Promise<Pasted> {
    this.#child.stdin.write(`exec 2>'${this.#errorFile}'\n${text}\nprintf '\\036%s\\036' "$?"\n`)
    await this.#child.stdin.flush()
    const [out, exitCode] = [await this.#readRecord(), await this.#readRecord()]
    return { exitCode: Number(exitCode), out, errors: await Bun.file(this.#errorFile).text() }
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#child.exited
  }

  /** What comes before the next record separator of ASCII. */
  async #readRecord(): Promise<string> {
    while (!this.#unread.includes('\x1e')) {
      const { value, done } = await this.#chunks.next()
      if (done) throw new Error(`The shell ended after: ${this.#unread}`)
      this.#unread += value
    }
    const end = this.#unread.indexOf('\x1e')
    const record = this.#unread.slice(0, end)
    this.#unread = this.#unread.slice(end + 1)
    return record
  }
}
