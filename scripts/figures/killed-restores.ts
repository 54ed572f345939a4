import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { seededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { exampleGig } from '../../test/support/gigs.ts'
import { bytesOf, keepFile, noise } from '../../test/support/images.ts'
import { joinSomchai } from '../../test/support/people.ts'
import { runToEnd, startProcess, temporaryFolder } from '../../test/support/process.ts'

/**
 * Kills restores over a full data folder with SIGKILL: bun scripts/figures/killed-restores.ts [--count 200] [--seed 1].
 * Half of the moments are drawn from the whole time of a restore, half from the time after the first folder of a restore
 * appears. After each, the data folder must be the old or the new one, whole, and so must what was moved aside.
 */

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const count = Number(values.count)
const random = seededRandom(Number(values.seed))
const say = (text: string) => process.stdout.write(`${text}\n`)

const folder = temporaryFolder()
const at = (name: string) => join(folder.path, name)
const dataDir = at('data')
const restoreCommand = [process.execPath, join(import.meta.dir, '../../src/main.ts'), 'restore', '--force']

/** Every row but those that a restore changes, and every picture. */
const digestOf = (path: string): string => {
  const db = new Database(join(path, databaseFileName), { readonly: true })
  const hash = new Bun.CryptoHasher('sha256')
  const names = db
    .prepare<[], string>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
       AND name NOT IN ('sessions', 'health') AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all()
  for (const name of names) hash.update(JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).raw().all()))
  db.close()
  for (const name of readdirSync(join(path, 'uploads')).sort())
    hash.update(name).update(readFileSync(join(path, 'uploads', name)))
  return hash.digest('hex')
}

/** Two states of the same data: the later one has more gigs and more pictures. */
const makeBackups = async (): Promise<{ archive: string; digest: string }[]> => {
  const server = await startProcess(['serve'], { DATA_DIR: dataDir, RATE_LIMIT: 'off' })
  const somchai = await joinSomchai(server)
  const picture = await bytesOf(noise(400, 300).png())
  const states = []
  for (const name of ['first', 'second']) {
    for (let gig = 0; gig < 100; gig += 1)
      await somchai.client.post('/api/gigs', { ...exampleGig, title: name })
    for (let file = 0; file < 5; file += 1) await keepFile(somchai, picture)
    const archive = at(`${name}.tar.gz`)
    const { exitCode, err } = await runToEnd(['backup', archive], { DATA_DIR: dataDir })
    if (exitCode !== 0) throw new Error(err)
    states.push({ archive, digest: digestOf(dataDir) })
  }
  await server.end('SIGTERM')
  return states
}

const names = () => readdirSync(folder.path)
const kept = ['data', 'first.tar.gz', 'second.tar.gz']
const isUnderWay = () => names().some(name => !kept.includes(name))

const startRestore = (archive: string) =>
  Bun.spawn([...restoreCommand, archive], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir },
    stdout: 'ignore',
    stderr: 'ignore',
  })

const removeLeftovers = () => {
  for (const name of names()) if (!kept.includes(name)) rmSync(at(name), { recursive: true, force: true })
}

const states = await makeBackups()
const [first, second] = states
if (!first || !second) throw new Error('There are two backups.')

/** How long a whole restore takes, and how long until its first folder appears. */
const measure = async (): Promise<{ wholeMs: number; untilFolderMs: number }> => {
  const since = performance.now()
  const child = startRestore(first.archive)
  while (!isUnderWay() && child.exitCode === null) await Bun.sleep(1)
  const untilFolderMs = performance.now() - since
  if ((await child.exited) !== 0) throw new Error('A restore failed.')
  return { wholeMs: performance.now() - since, untilFolderMs }
}
const { wholeMs, untilFolderMs } = await measure()
removeLeftovers()

const killAtRandom = async (child: ReturnType<typeof startRestore>, isEarly: boolean) => {
  if (isEarly) await Promise.race([child.exited, Bun.sleep(random.between(0, wholeMs * 1.1))])
  else {
    while (!isUnderWay() && child.exitCode === null) await Bun.sleep(1)
    await Promise.race([child.exited, Bun.sleep(random.between(0, wholeMs - untilFolderMs))])
  }
  child.kill('SIGKILL')
  await child.exited
}

const faults: string[] = []
const counts = { old: 0, new: 0, completedLater: 0 }
let current = first
for (let cycle = 1; cycle <= count && faults.length === 0; cycle += 1) {
  const other = current === first ? second : first
  await killAtRandom(startRestore(other.archive), cycle % 2 === 0)
  if (!existsSync(dataDir)) counts.completedLater += 1
  const { exitCode, err } = await runToEnd(['check'], { DATA_DIR: dataDir })
  if (exitCode !== 0) faults.push(`${cycle}: ${err}`)
  const digest = exitCode === 0 ? digestOf(dataDir) : ''
  const aside = names().find(name => name.startsWith('data.before-'))
  if (digest === other.digest) {
    counts.new += 1
    if (!aside || digestOf(at(aside)) !== current.digest) faults.push(`${cycle}: the old data is not aside.`)
    current = other
  } else if (digest === current.digest) {
    counts.old += 1
    if (aside) faults.push(`${cycle}: the old data is in its place, and moved aside.`)
  } else faults.push(`${cycle}: the data is neither the old nor the new.`)
  removeLeftovers()
}
folder.remove()
for (const fault of faults) say(fault)
say(
  `${faults.length === 0 ? 'Always the old or the new' : 'FAILED'}: ${count} killed restores of about ${Math.round(wholeMs)} ms each, ${counts.old} left the old data and ${counts.new} the new, of which ${counts.completedLater} were completed by the next command.`,
)
process.exit(faults.length === 0 ? 0 : 1)
