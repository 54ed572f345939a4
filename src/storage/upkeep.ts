/** Made and verified. */
export interface BackupFigures {
  atMs: number
  bytes: number
}

/** In the data folder. */
export interface BackupFile extends BackupFigures {
  name: string
  /** The data was damaged and is backed up as it was. */
  isDamaged: boolean
}

export interface BackupJob {
  /** Milliseconds since 1970; null without a schedule. */
  nextAtMs(): number | null
  isRunning(): boolean
  /** @throws AppError OVERLOADED while another one is made */
  run(): Promise<BackupFile>
  /** Newest first. */
  list(): BackupFile[]
  /** Null for a name that is not in the list. */
  pathOf(name: string): string | null
}

/** For readiness and for the metrics. */
export class Upkeep {
  /** A sentence for each problem that was found at the start. */
  damage: readonly string[] = []
  /** Ids of files that have not come back. */
  readonly missingFiles = new Set<string>()
  /** Since the start. */
  readonly backups = { complete: 0, damaged: 0, failed: 0 }
  /** Without damage; null: there is none. */
  lastBackup: BackupFigures | null = null
  /** Null in memory and without a server. */
  backupJob: BackupJob | null = null
}
