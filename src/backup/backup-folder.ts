import { join } from 'node:path'

/** Where the backups of BACKUP_SCHEDULE are, and those before a migration. */
export const backupFolder = (dataDir: string) => join(dataDir, 'backups')
