import { afterAll, describe, expect, test } from 'bun:test'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { makeLivedInFolder } from '../support/lived-in.ts'
import { type Program, runToEnd, startProcess } from '../support/process.ts'

/** Root backs up and restores the data folder of another user, as on a machine with `DynamicUser=yes`. */

const user = 61_234
const root = new URL('../..', import.meta.url).pathname

/** The program as that user. */
const asUser: Program = {
  command: [
    'setpriv',
    `--reuid=${user}`,
    `--regid=${user}`,
    '--clear-groups',
    process.execPath,
    join(root, 'src/main.ts'),
  ],
  cwd: root,
}

const folder = await makeLivedInFolder()
const { at } = folder
afterAll(folder.remove)
chmodSync(at('.'), 0o755)

/** A folder as systemd makes one for a service, in which the server has its data. */
const makeState = (name: string): string => {
  mkdirSync(at(name), { mode: 0o750 })
  cpSync(at('whole'), at(`${name}/data`), { recursive: true })
  for (const found of readdirSync(at(name), { recursive: true, encoding: 'utf8' }))
    chownSync(at(`${name}/${found}`), user, user)
  chownSync(at(name), user, user)
  chmodSync(at(`${name}/data`), 0o750)
  return at(`${name}/data`)
}

/** Everything below a folder that belongs to somebody else. */
const ofOthers = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(
    name => statSync(join(path, name)).uid !== user || statSync(join(path, name)).gid !== user,
  )

const isReadyFor = async (dataDir: string): Promise<boolean> => {
  const server = await startProcess(['serve'], { DATA_DIR: dataDir }, asUser)
  const isReady = (await fetch(`${server.url}/health/ready`)).ok
  await server.end('SIGTERM')
  return isReady
}

describe('root', () => {
  test('restores for the user of the server, over the data and into a new folder', async () => {
    const dataDir = makeState('restored')
    expect((await runToEnd(['backup', at('it.tar.gz')], { DATA_DIR: dataDir })).exitCode).toBe(0)
    const over = await runToEnd(['restore', '--force', at('it.tar.gz')], { DATA_DIR: dataDir })
    expect([over.exitCode, over.err]).toEqual([
      0,
      expect.stringContaining(`It belongs to the user ${user} and the group ${user}.`),
    ])
    expect((statSync(dataDir).mode & 0o777).toString(8)).toBe('750')
    const beside = join(at('restored'), 'other')
    expect((await runToEnd(['restore', at('it.tar.gz')], { DATA_DIR: beside })).exitCode).toBe(0)
    expect(ofOthers(at('restored'))).toEqual([])
    expect([await isReadyFor(dataDir), await isReadyFor(beside)]).toEqual([true, true])
  })

  test('restores for its own user and the group of the folder', async () => {
    await runToEnd(['backup', at('ours.tar.gz')], { DATA_DIR: at('whole') })
    const target = at('of-group')
    mkdirSync(target)
    chownSync(target, 0, user)
    const { exitCode, err } = await runToEnd(['restore', at('ours.tar.gz')], { DATA_DIR: target })
    expect([exitCode, err]).toEqual([
      0,
      expect.stringContaining(`It belongs to the user 0 and the group ${user}.`),
    ])
    const groups = readdirSync(target, { recursive: true, encoding: 'utf8' }).map(
      name => statSync(join(target, name)).gid,
    )
    expect(new Set(groups)).toEqual(new Set([user]))
  })

  test('backs up, checks and repairs in the folder of the server, which still writes to all of it', async () => {
    const dataDir = makeState('kept')
    const env = { DATA_DIR: dataDir }
    const made = join(dataDir, 'backups/by-root.tar.gz')
    mkdirSync(join(dataDir, 'backups'))
    chownSync(join(dataDir, 'backups'), user, user)
    expect((await runToEnd(['backup', made], env)).exitCode).toBe(0)
    expect((await runToEnd(['check'], env)).exitCode).toBe(0)
    const [name = ''] = readdirSync(join(dataDir, 'uploads'))
    await Bun.file(join(dataDir, 'uploads', name)).delete()
    expect((await runToEnd(['repair', '--apply'], env)).exitCode).toBe(0)
    expect(ofOthers(dataDir)).toEqual([])
    expect(await isReadyFor(dataDir)).toBe(true)
    const again = await runToEnd(['backup', join(dataDir, 'backups/by-user.tar.gz')], env, asUser)
    expect([again.exitCode, again.err]).toEqual([0, expect.stringContaining('Backed up and verified')])
  })
})

test('a user who cannot give files to the owner is told before anything changes', async () => {
  await runToEnd(['backup', at('mine.tar.gz')], { DATA_DIR: at('whole') })
  chmodSync(at('mine.tar.gz'), 0o644)
  mkdirSync(at('open'))
  chmodSync(at('open'), 0o777)
  mkdirSync(at('open/data'))
  const { exitCode, err } = await runToEnd(
    ['restore', at('mine.tar.gz')],
    { DATA_DIR: at('open/data') },
    asUser,
  )
  expect([exitCode, err.trim()]).toEqual([
    1,
    `The data folder "${at('open/data')}" belongs to the user 0 and the group 0, to whom this process cannot give files. Nothing was changed. Run the command as that user or as root.`,
  ])
  expect(readdirSync(at('open'))).toEqual(['data'])
  expect(existsSync(at('open/data/chayenity.db'))).toBe(false)
})
