import { oneOf, postgresUrl, redisUrl, whole } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const dataSettings = {
  dataDir: setting({
    variable: 'DATA_DIR',
    type: 'folder, or `:memory:`',
    fallback: './data',
    help: 'Folder of all data; with `DATABASE_URL`, of the pictures and the key. `:memory:` stores nothing on the disk.',
    read: text => text,
  }),
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    type: 'URL, `postgres://…`',
    fallback: '',
    help: 'PostgreSQL with PostGIS, in place of SQLite in `DATA_DIR`: `postgres://user:password@host:5432/database`. Requires `REDIS_URL`, or `COPIES=1`. Unset: SQLite.',
    isSecret: true,
    read: text => (text === '' ? null : postgresUrl(text)),
  }),
  databaseConnections: setting({
    variable: 'DATABASE_CONNECTIONS',
    type: 'whole number, 2 to 200',
    fallback: '16',
    help: 'Connections to `DATABASE_URL` at most. What comes more waits here.',
    read: whole(2, 200),
  }),
  databasePooler: setting({
    variable: 'DATABASE_POOLER',
    type: '`off` or `transaction`',
    fallback: 'off',
    help: '`transaction` where `DATABASE_URL` is a pooler such as pgbouncer that gives each transaction another connection.',
    read: oneOf(['off', 'transaction']),
  }),
  copies: setting({
    variable: 'COPIES',
    type: 'whole number, 1 to 1000',
    fallback: '',
    help: '1: one server alone uses `DATABASE_URL`, and another one does not start. Unset or more: any number of copies share it.',
    read: text => (text === '' ? null : whole(1, 1000)(text)),
  }),
  redisUrl: setting({
    variable: 'REDIS_URL',
    type: 'URL, `redis://…` or `rediss://…`',
    fallback: '',
    help: 'Redis or Valkey, through which the copies of one `DATABASE_URL` hear each other and count limits together: `redis://user:password@host:6379`. Not used with `COPIES=1`.',
    isSecret: true,
    read: text => (text === '' ? null : redisUrl(text)),
  }),
  durability: setting({
    variable: 'DURABILITY',
    type: '`grouped` or `full`',
    fallback: 'grouped',
    help: 'How a write reaches the disk before its response: `grouped` syncs all waiting writes at once, off the main thread; `full` lets SQLite sync each commit.',
    read: oneOf(['grouped', 'full']),
  }),
  minFreeMb: setting({
    variable: 'MIN_FREE_MB',
    type: 'whole number, 0 to 1000000',
    fallback: '256',
    help: 'Free disk space in MiB below which uploads are rejected. When the disk is almost full, every write except deletions is rejected. 0 turns the check off.',
    read: whole(0, 1_000_000),
  }),
}
