import { cronExpression, reject, whole } from '../lib/setting-values.ts'
import { type Setting, setting } from './setting.ts'

const s3Url = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,62}(\/[\w./-]*)?$/

const keptPeriods = (word: 'DAYS' | 'WEEKS' | 'MONTHS', period: string): Setting<number> => ({
  variable: `BACKUP_KEEP_${word}`,
  type: 'whole number, 0 to 1000',
  fallback: '0',
  help: `Number of ${period}s of which the newest scheduled backup is kept beside those of BACKUP_KEEP.`,
  read: whole(0, 1000),
})

export const backupSettings = {
  backupSchedule: setting({
    variable: 'BACKUP_SCHEDULE',
    type: 'cron expression',
    fallback: '',
    help: 'When to make a backup in `DATA_DIR/backups`, in UTC; `0 3 * * *` means every night at three. Unset: never.',
    read: text => (text === '' ? null : cronExpression(text)),
  }),
  backupKeep: setting({
    variable: 'BACKUP_KEEP',
    type: 'whole number, 1 to 1000',
    fallback: '7',
    help: 'Number of scheduled backups to keep; older ones are deleted, unless one of the next three settings keeps them.',
    read: whole(1, 1000),
  }),
  backupKeepDays: keptPeriods('DAYS', 'day'),
  backupKeepWeeks: keptPeriods('WEEKS', 'week'),
  backupKeepMonths: keptPeriods('MONTHS', 'month'),
  backupTo: setting({
    variable: 'BACKUP_TO',
    type: '`s3://BUCKET/PREFIX`',
    fallback: '',
    help: 'Where each scheduled backup is copied to: a bucket of an S3 server. Unset: it stays in `DATA_DIR/backups` only.',
    read: text => {
      if (text === '') return null
      return s3Url.test(text)
        ? text
        : reject(`must be a URL such as s3://my-bucket/chayenity, not "${text}".`)
    },
  }),
  backupPublicKey: setting({
    variable: 'BACKUP_PUBLIC_KEY',
    type: 'age recipient',
    fallback: '',
    help: 'Public key, such as `age1…`, to which the copies in BACKUP_TO are encrypted. Unset: they are not encrypted.',
    read: text => {
      if (text === '') return null
      return /^age1[02-9ac-hj-np-z]{50,}$/.test(text)
        ? text
        : reject(`must be a public key of age, which begins with age1, not "${text}".`)
    },
  }),
}
