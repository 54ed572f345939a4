/** A backup that was made and verified. */
export interface BackupFigures {
  atMs: number
  bytes: number
}

/** What background work has found out about a data folder, for readiness and for the metrics. */
export class Upkeep {
  /** A sentence for each problem of the database that was found at the start. */
  damage: readonly string[] = []
  /** The ids of files that were missing from the disk, at the start or when they were asked for, and have not come back. */
  readonly missingFiles = new Set<string>()
  /** Scheduled backups since the start: complete, of damaged data, and failed. */
  readonly backups = { complete: 0, damaged: 0, failed: 0 }
  /** The newest scheduled backup without damage; null: there is none. */
  lastBackup: BackupFigures | null = null
}
