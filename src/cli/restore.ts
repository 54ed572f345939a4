import { createWriteStream, existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { archiveIn } from '../backup/archive.ts'
import { decrypt, isBucketUrl, isEncrypted, readFromBucket } from '../backup/bucket.ts'
import type { Manifest } from '../backup/manifest.ts'
import { restoreBackup } from '../backup/restore.ts'
import { openStaging, sweepStaging } from '../backup/staging.ts'
import { uploadsFolder } from '../backup/uploads.ts'
import { readConfig } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import { requireSqlite } from './backup.ts'
import { exitCodes } from './exit-codes.ts'
import { printStatus } from './output.ts'
import { withProgressBar } from './progress.ts'
import { UsageError } from './usage-error.ts'

interface RestoreOptions {
  force: boolean
  keepSessions: boolean
  identity?: string
}

/** The source is a file, an object or a folder of a bucket, or with `-` the standard input. */
export const restore = async (source: string, options: RestoreOptions): Promise<void> => {
  const dataDir = requireSqlite()
  if (source !== '-' && !isBucketUrl(source) && !existsSync(source))
    throw new UsageError(`There is no file "${source}".`)
  const { manifest, before, problems, givenTo } = await withProgressBar(report =>
    withArchive(source, dataDir, options.identity, archive =>
      restoreBackup(archive, dataDir, { ...options, nowMs: systemClock.now(), report }),
    ),
  )
  printStatus(`Restored into "${dataDir}": the state of ${manifest.createdAt}, schema ${manifest.schema}.`)
  if (givenTo) printStatus(`It belongs to the user ${givenTo.uid} and the group ${givenTo.gid}.`)
  if (!options.keepSessions) printStatus('All sessions have ended: everybody has to log in again.')
  if (before) printStatus(`The former content was moved to "${before}".`)
  tellPictures(manifest)
  if (problems.length === 0) return
  printStatus(
    'The data was damaged when it was backed up. "chayenity repair" says what can be done:',
    ...problems,
  )
  process.exitCode = exitCodes.incomplete
}

/** A backup has the pictures of a data folder alone. */
const tellPictures = ({ files, pictures }: Manifest): void => {
  const { s3Bucket } = readConfig(process.env, 'production')
  if (pictures === 'bucket')
    printStatus('The backup has no pictures: set S3_BUCKET to the bucket in which they are.')
  else if (s3Bucket !== null && files.some(({ path }) => path.startsWith(`${uploadsFolder}/`)))
    printStatus(
      'The pictures are in DATA_DIR, and the server reads those of S3_BUCKET. Unset it, "chayenity export", set it again, and "chayenity import" into an empty folder.',
    )
}

/** Fetched and decrypted; it exists for as long as `use` runs. */
const withArchive = async <Result>(
  source: string,
  dataDir: string,
  identity: string | undefined,
  use: (archive: string) => Promise<Result>,
): Promise<Result> => {
  if (source !== '-' && !isBucketUrl(source) && !(await isEncrypted(source))) return use(source)
  const parent = dirname(resolve(dataDir))
  sweepStaging(parent)
  const staging = openStaging(parent)
  const read = join(staging.path, 'read')
  try {
    if (source === '-') await pipeline(process.stdin, createWriteStream(read, { mode: 0o600 }))
    else if (isBucketUrl(source)) {
      const name = await readFromBucket(readConfig(process.env, 'production'), source, read)
      printStatus(`Read ${name} from the bucket.`)
    }
    const found = existsSync(read) ? read : source
    if (!(await isEncrypted(found))) return await use(found)
    if (identity === undefined)
      throw new UsageError('The backup is encrypted. Add --identity FILE with the private key of age.')
    if (!existsSync(identity)) throw new UsageError(`There is no file "${identity}".`)
    const archive = archiveIn(staging.path)
    await decrypt(found, identity, archive)
    return await use(archive)
  } finally {
    staging.close()
  }
}
