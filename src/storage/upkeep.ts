export interface BackupFigures {
  atMs: number
  bytes: number
}

export interface BackupFile extends BackupFigures {
  name: string
  isDamaged: boolean
}

export interface BackupJob {
  /** Milliseconds since 1970; null without a schedule. */
  nextAtMs(): number | null
  isRunning(): boolean
  /** @throws AppError OVERLOADED while another one is made */
  run(): Promise<BackupFile>
  list(): BackupFile[]
  /** Null for a name that is not in the list. */
  pathOf(name: string): string | null
}

export class Upkeep {
  damage: readonly string[] = []
  /** Ids of files that have not come back. */
  readonly missingFiles = new Set<string>()
  readonly backups = { complete: 0, damaged: 0, failed: 0 }
  /** The newest one without damage; null where there is none. */
  lastBackup: BackupFigures | null = null
  /** Null in memory and without a server. */
  backupJob: BackupJob | null = null
}
