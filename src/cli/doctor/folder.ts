import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseBackupName } from '../../backup/retention.ts'
import type { Config } from '../../config.ts'
import { hasTwoRunsBetween } from '../../lib/cron.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { databaseFileName, maxWalBytes } from '../../storage/sqlite/folder.ts'
import { about, type Finding } from './finding.ts'

const mib = 1024 ** 2
const inMib = (bytes: number) => `${Math.round(bytes / mib)} MiB`

/** The numbers are those of statfs(2): NFS, SMB, SMB2, and FUSE, which many of them use. */
const networkFileSystems = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546])

const disk = about('disk')

export const examineDisk = ({ dataDir, minFreeMb, databaseUrl }: Config): Finding[] => {
  const folder = resolve(dataDir)
  if (!existsSync(folder)) {
    return isWritable(dirname(folder))
      ? [disk.ok(`DATA_DIR "${folder}" does not exist yet. The first start makes it.`)]
      : [
          disk.problem(
            `DATA_DIR "${folder}" does not exist and cannot be made.`,
            'Make it, and give it to the user of the server.',
          ),
        ]
  }
  if (!isWritable(folder))
    return [
      disk.problem(
        `DATA_DIR "${folder}" cannot be written.`,
        'Run this as the user of the server, or give the folder to that user (chown -R).',
      ),
    ]
  const { bavail, bsize, type } = statfsSync(folder)
  const free = bavail * bsize
  const database = join(folder, databaseFileName)
  const needed = existsSync(database) ? statSync(database).size + sizeOf(join(folder, 'uploads')) : 0
  const findings: Finding[] = []
  if (statSync(folder).mode & 0o077)
    findings.push(
      disk.warning(`Other users can open DATA_DIR "${folder}".`, `Close it: chmod 700 "${folder}".`),
    )
  if (databaseUrl === null && networkFileSystems.has(type))
    findings.push(
      disk.problem(
        `DATA_DIR "${folder}" is on a network file system, on which SQLite loses data.`,
        'Use a local disk.',
      ),
    )
  if (free < minFreeMb * mib)
    findings.push(
      disk.problem(
        `${inMib(free)} are free, less than MIN_FREE_MB: uploads are rejected.`,
        'Free some space, or enlarge the disk.',
      ),
    )
  // The copy of the database and its archive are there at the same time.
  else if (free < 2 * needed)
    findings.push(
      disk.warning(
        `${inMib(free)} are free. A backup of this data may need ${inMib(2 * needed)}.`,
        'Enlarge the disk, or lower BACKUP_KEEP.',
      ),
    )
  const wal = existsSync(`${database}-wal`) ? statSync(`${database}-wal`).size : 0
  if (wal > maxWalBytes)
    findings.push(
      disk.warning(
        `The write-ahead log has grown to ${inMib(wal)}.`,
        'Look for a program that keeps the database open, such as sqlite3, and end it.',
      ),
    )
  return findings.length > 0
    ? findings
    : [disk.ok(`"${folder}" can be written, and ${inMib(free)} are free.`)]
}

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

const sizeOf = (folder: string): number =>
  existsSync(folder)
    ? readdirSync(folder).reduce((sum, name) => sum + (statSync(join(folder, name)).size || 0), 0)
    : 0

const clock = about('clock')

/** Synchronized clocks differ by much less. */
const maxSkewMs = 60_000

/** Compares with the latest write. `remoteMs` is another machine's time, where known. */
export const examineClock = ({ dataDir }: Config, nowMs: number, remoteMs: number | null): Finding => {
  const files = [databaseFileName, `${databaseFileName}-wal`].map(name => join(resolve(dataDir), name))
  const latestMs = Math.max(0, ...files.filter(existsSync).map(file => statSync(file).mtimeMs))
  const advice = 'Turn on time synchronization: timedatectl set-ntp true.'
  if (latestMs > nowMs + maxSkewMs)
    return clock.problem(
      `The clock was set back: it is ${toTimestamp(nowMs)}, and data was written at ${toTimestamp(latestMs)}. Tokens last longer by as much.`,
      advice,
    )
  if (remoteMs !== null && Math.abs(remoteMs - nowMs) > maxSkewMs)
    return clock.problem(
      `The clock differs by ${Math.round(Math.abs(remoteMs - nowMs) / 1000)} s from that of the proxy at PUBLIC_URL.`,
      advice,
    )
  return clock.ok(`It is ${toTimestamp(nowMs)}.`)
}

const backups = about('backups')

export const examineBackups = ({ dataDir, backupSchedule, backupTo }: Config, nowMs: number): Finding => {
  if (backupSchedule === null)
    return backups.warning(
      'BACKUP_SCHEDULE is unset: the server makes no backups.',
      'Set it to "0 3 * * *", or let cron run "chayenity backup".',
    )
  const folder = join(resolve(dataDir), 'backups')
  const made = existsSync(folder) ? readdirSync(folder).map(parseBackupName) : []
  const newest = made
    .filter(backup => backup !== null)
    .sort((a, b) => b.atMs - a.atMs)
    .at(0)
  const advice = 'Read the log of the server for the reason, and run "chayenity backup" by hand.'
  if (!newest) return backups.warning(`There is no backup yet. The schedule is "${backupSchedule}".`, advice)
  const age = `${Math.round((nowMs - newest.atMs) / 3_600_000)} hours`
  if (newest.isDamaged)
    return backups.problem(
      `The newest backup (${newest.name}) is one of damaged data.`,
      'Run "chayenity check", and then "chayenity repair" or "chayenity restore".',
    )
  // A backup has the second in which it began in its name, and the latest may still be under way.
  if (hasTwoRunsBetween(backupSchedule, newest.atMs + 1000, nowMs))
    return backups.problem(`The newest backup is ${age} old: backups of the schedule are missing.`, advice)
  const where = backupTo ?? 'this machine only: set BACKUP_TO, or copy it to another one'
  return backups.ok(`The newest backup is ${age} old. It is on ${where}.`)
}
