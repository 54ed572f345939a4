import { oneOf, whole } from '../lib/setting-values.ts'
import { setting } from './setting.ts'

export const dataSettings = {
  dataDir: setting({
    variable: 'DATA_DIR',
    type: 'folder, or `:memory:`',
    fallback: './data',
    help: 'Folder of all data. `:memory:` stores nothing on the disk.',
    read: text => text,
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
