import { bucketPicturesOf } from '../backup/bucket-pictures.ts'
import { repairFolder } from '../backup/repair.ts'
import { repairPictures } from '../backup/repair-pictures.ts'
import { readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { requireDataDir } from './backup.ts'
import { exitCodes } from './exit-codes.ts'
import { printStatus } from './output.ts'
import { withProgressBar } from './progress.ts'

export const repair = async ({ apply = false }: { apply?: boolean }): Promise<void> => {
  const dataDir = requireDataDir()
  const config = readConfig(process.env, 'production')
  const { databaseUrl } = config
  const bucket = bucketPicturesOf(config)
  const nowMs = systemClock.now()
  const { mended, left, backup } = await withProgressBar(report =>
    databaseUrl === null
      ? repairFolder(dataDir, { isApplied: apply, nowMs, report, bucket })
      : repairPictures(databaseUrl, { bucket, isApplied: apply, nowMs }),
  )
  if (mended.length + left.length === 0) {
    printStatus('There is nothing to repair.')
    return
  }
  if (mended.length > 0) printStatus(apply ? 'Repaired:' : 'A repair would mend:', ...mended)
  if (left.length > 0)
    printStatus('A repair changes nothing about this, because the right state is not known:', ...left)
  if (backup) printStatus(`The former state is in "${backup}".`)
  else if (!apply || mended.length === 0) printStatus('Nothing was changed.')
  if (!apply && mended.length > 0)
    printStatus(databaseUrl === null ? 'Stop the server and add --apply.' : 'Add --apply.')
  if (left.length > 0 || !apply) process.exitCode = exitCodes.damaged
}
