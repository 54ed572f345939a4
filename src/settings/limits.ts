import { oneOf, whole } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const limitSettings = {
  rateLimit: setting({
    variable: 'RATE_LIMIT',
    type: '`on` or `off`',
    fallback: 'on',
    demoFallback: 'off',
    help: 'Whether requests are limited per client.',
    read: text => oneOf(['on', 'off'])(text) === 'on',
  }),
  rateLimitAuth: setting({
    variable: 'RATE_LIMIT_AUTH',
    type: 'whole number, 1 to 1000000',
    fallback: '5',
    help: 'Requests a minute to each of register, login and refresh.',
    read: whole(1, 1_000_000),
  }),
  rateLimitUploads: setting({
    variable: 'RATE_LIMIT_UPLOADS',
    type: 'whole number, 1 to 1000000',
    fallback: '10',
    help: 'Uploads a minute, of all kinds together.',
    read: whole(1, 1_000_000),
  }),
  rateLimitVariants: setting({
    variable: 'RATE_LIMIT_VARIANTS',
    type: 'whole number, 1 to 1000000',
    fallback: '300',
    help: 'New variants of pictures a minute. Beyond it the next larger stored size or the original is sent.',
    read: whole(1, 1_000_000),
  }),
  rateLimitOther: setting({
    variable: 'RATE_LIMIT_OTHER',
    type: 'whole number, 1 to 1000000',
    fallback: '100',
    help: 'Requests a minute to everything else.',
    read: whole(1, 1_000_000),
  }),
  quotaFiles: setting({
    variable: 'QUOTA_FILES',
    type: 'whole number, 1 to 1000000',
    fallback: '200',
    help: 'Number of files each user may store.',
    read: whole(1, 1_000_000),
  }),
  quotaMib: setting({
    variable: 'QUOTA_MIB',
    type: 'whole number, 1 to 1000000',
    fallback: '500',
    help: 'Total size of the files of each user, in MiB.',
    read: whole(1, 1_000_000),
  }),
  thumbnailsMib: setting({
    variable: 'THUMBNAILS_MIB',
    type: 'whole number, 1 to 1000000',
    fallback: '1024',
    help: 'Size limit of `DATA_DIR/thumbnails` in MiB. The least recently used variants are deleted first and made again on request.',
    read: whole(1, 1_000_000),
  }),
}
