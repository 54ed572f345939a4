import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The packed files of the npm package, as `bun run pack` makes them. */

const root = resolve(import.meta.dir, '../..')
const folder = join(root, 'dist/npm')
const binary = join(root, 'dist/chayenity')

const archives = () =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.endsWith('.tgz'))
        .map(name => join(folder, name))
    : []

const changedAt = (path: string) => statSync(path).mtimeMs

/** Whether nothing that is packed has changed since. */
const isCurrent = (): boolean => {
  const packed = archives().map(changedAt)
  // A glob of Bun matches nothing where a brace holds a slash.
  const sources = ['src', 'scripts/pack'].flatMap(folder => [
    ...new Bun.Glob('**/*.{ts,md}').scanSync({ cwd: join(root, folder), absolute: true }),
  ])
  if (sources.length === 0) throw new Error('No sources were found.')
  return packed.length > 1 && Math.min(...packed) > Math.max(...[binary, ...sources].map(changedAt))
}

const runScript = async (name: string) => {
  const child = Bun.spawn([process.execPath, join(root, 'scripts', name)], {
    cwd: root,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  if ((await child.exited) !== 0) throw new Error(`${name} failed: ${out}${err}`)
}

/** The paths of the archives. What is missing is built, and what has changed is packed again. */
export const packFiles = async (): Promise<string[]> => {
  if (!existsSync(binary)) await runScript('build.ts')
  if (!isCurrent()) await runScript('pack/index.ts')
  return archives()
}

/** Only the archives are installed anew; what else the project needs may come from npm's cache. */
export const npmInstall = [
  'npm',
  'install',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  '--prefer-offline',
]
