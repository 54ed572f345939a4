export interface Retention {
  newest: number
  /** The newest of each of so many days, weeks (from Monday) and months (UTC) that have one. */
  days: number
  weeks: number
  months: number
}

export interface ScheduledBackup {
  name: string
  atMs: number
  isDamaged: boolean
}

const namePattern = /^chayenity-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(-damaged)?\.tar\.gz(?:\.age)?$/

/** @returns null for any other name */
export const parseBackupName = (name: string): ScheduledBackup | null => {
  const [, year, month, day, hour, minute, second, damaged] = namePattern.exec(name) ?? []
  const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(atMs) ? null : { name, atMs, isDamaged: damaged !== undefined }
}

const dayMs = 24 * 3_600_000

/** 1970-01-05 was a Monday. */
const firstMondayMs = 4 * dayMs

const periodOf = {
  days: (atMs: number) => Math.floor(atMs / dayMs),
  weeks: (atMs: number) => Math.floor((atMs - firstMondayMs) / (7 * dayMs)),
  months: (atMs: number) => new Date(atMs).toISOString().slice(0, 7),
}

/** Damaged backups are counted apart, so that they never take the place of a good one. */
export const expiredBackups = (names: readonly string[], retention: Retention): string[] => {
  const found = names.map(parseBackupName).filter(backup => backup !== null)
  const newestFirst = found.sort((a, b) => b.atMs - a.atMs)
  return [
    ...expiredOf(
      newestFirst.filter(({ isDamaged }) => !isDamaged),
      retention,
    ),
    ...expiredOf(
      newestFirst.filter(({ isDamaged }) => isDamaged),
      { ...retention, days: 0, weeks: 0, months: 0 },
    ),
  ]
}

const expiredOf = (newestFirst: readonly ScheduledBackup[], retention: Retention): string[] => {
  const kept = new Set(newestFirst.slice(0, retention.newest))
  for (const rule of ['days', 'weeks', 'months'] as const) {
    const periods = new Set<number | string>()
    for (const backup of newestFirst) {
      const period = periodOf[rule](backup.atMs)
      if (periods.has(period) || periods.size >= retention[rule]) continue
      periods.add(period)
      kept.add(backup)
    }
  }
  return newestFirst.filter(backup => !kept.has(backup)).map(({ name }) => name)
}
