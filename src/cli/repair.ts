import { bucketPicturesOf } from '../backup/bucket-pictures.ts'
import { repairFolder } from '../backup/repair.ts'
import { readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { requireDataDir } from './backup.ts'
import { exitCodes } from './exit-codes.ts'
import { printStatus } from './output.ts'
import { withProgressBar } from './progress.ts'

export const repair = async ({ apply = false }: { apply?: boolean }): Promise<void> => {
  const dataDir = requireDataDir()
  const bucket = bucketPicturesOf(readConfig(process.env, 'production'))
  const { mended, left, backup } = await withProgressBar(report =>
    repairFolder(dataDir, { isApplied: apply, nowMs: systemClock.now(), report, bucket }),
  )
  if (mended.length + left.length === 0) {
    printStatus('There is nothing to repair.')
    return
  }
  if (mended.length > 0) printStatus(apply ? 'Repaired:' : 'A repair would mend:', ...mended)
  if (left.length > 0)
    printStatus('A repair changes nothing about this, because the right state is not known:', ...left)
  if (backup) printStatus(`The former state is in "${backup}".`)
  else printStatus('Nothing was changed.', ...(mended.length > 0 ? ['Stop the server and add --apply.'] : []))
  if (left.length > 0 || !apply) process.exitCode = exitCodes.damaged
}
