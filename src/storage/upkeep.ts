/** A backup that was made and verified. */
export interface BackupFigures {
  atMs: number
  bytes: number
}

/** A backup in the data folder. */
export interface BackupFile extends BackupFigures {
  name: string
  /** Of damaged data, which was backed up as it was. Every other one was unpacked and verified when it was made. */
  isDamaged: boolean
}

export interface BackupJob {
  /** Milliseconds since 1970; null without a schedule. */
  nextAtMs(): number | null
  isRunning(): boolean
  /** Makes one now. @throws AppError OVERLOADED while another one is made */
  run(): Promise<BackupFile>
  /** The newest first. */
  list(): BackupFile[]
  /** Where a backup of the list is; null for any other name. */
  pathOf(name: string): string | null
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
  /** null where nothing is backed up: in memory, and without a server. */
  backupJob: BackupJob | null = null
}
