import { httpUrl, reject } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const objectStoreSettings = {
  s3Bucket: setting({
    variable: 'S3_BUCKET',
    type: 'name of a bucket',
    fallback: '',
    help: 'Bucket of the pictures and their variants, with either engine. Unset: they are in DATA_DIR.',
    read: text => {
      if (text === '') return null
      return /^[a-z0-9][a-z0-9.-]{1,62}$/.test(text)
        ? text
        : reject(`must be the name of a bucket, such as chayenity-pictures, not "${text}".`)
    },
  }),
  s3Endpoint: setting({
    variable: 'S3_ENDPOINT',
    type: 'URL',
    fallback: '',
    help: 'S3 server of S3_BUCKET and BACKUP_TO. Unset: the one of Amazon in S3_REGION.',
    read: text => (text === '' ? null : httpUrl(text, 'base')),
  }),
  s3Region: setting({
    variable: 'S3_REGION',
    type: 'text',
    fallback: 'us-east-1',
    help: 'Region of the buckets.',
    read: text => text,
  }),
  s3AccessKeyId: setting({
    variable: 'S3_ACCESS_KEY_ID',
    type: 'text',
    fallback: '',
    help: 'Name of the key for the buckets.',
    read: text => text,
  }),
  s3SecretAccessKey: setting({
    variable: 'S3_SECRET_ACCESS_KEY',
    type: 'text',
    fallback: '',
    help: 'The key for the buckets.',
    isSecret: true,
    read: text => text,
  }),
}
