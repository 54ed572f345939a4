import { missingPostgres } from '../../test/support/postgres.ts'
import { obstacleTo } from '../obstacles.ts'

/** A test file that is no part of `bun test`, or another form of one that is. */
export interface Suite {
  path: string
  settings?: Readonly<Record<string, string>>
}

const slow = (...names: string[]): Suite[] => names.map(name => ({ path: `test/e2e/${name}.slow.ts` }))
const browser = (...names: string[]): Suite[] =>
  names.map(name => ({ path: `test/browser/${name}.browser.ts` }))
const onPostgres = (...names: string[]): Suite[] =>
  names.map(name => ({ path: `test/store/${name}.test.ts`, settings: { ENGINE: 'postgres' } }))

/** The suites that are about the files that `of` matches. */
const suites: readonly { of: RegExp; tried: readonly Suite[] }[] = [
  {
    of: /^src\/backup\//,
    tried: [
      { path: 'test/backup/make.slow.ts' },
      { path: 'test/backup/restore.slow.ts' },
      ...slow('owners', 'backup', 'repair'),
    ],
  },
  { of: /^src\/(move|storage\/move)\//, tried: slow('move', 'postgres-move') },
  { of: /^src\/files\//, tried: slow('bucket-pictures', 'buckets', 'backup') },
  {
    of: /^src\/storage\/sqlite\//,
    tried: slow('storage-failures', 'read-worker', 'people-index', 'repair', 'backup'),
  },
  {
    of: /^src\/storage\/postgres\//,
    tried: [
      ...onPostgres('store', 'search', 'nearby'),
      ...slow('postgres', 'postgres-faults', 'postgres-plans', 'postgres-move'),
    ],
  },
  { of: /^src\/live\//, tried: slow('redis') },
  { of: /^src\/(live\/|realtime\/|copies\.ts|http\/metrics)/, tried: slow('cluster') },
  {
    of: /^src\/(cli|ops|http|settings)\/|^src\/[\w-]+\.ts$/,
    tried: slow('process', 'operations', 'start', 'doctor', 'commands'),
  },
  { of: /^src\/cli\/(restore|backup|check|import|export)/, tried: slow('backup', 'bucket-pictures', 'move') },
  { of: /^src\/http\//, tried: slow('slow-clients', 'proxies') },
  { of: /^src\/domain\/uploads\//, tried: slow('image-pool', 'variants-under-load', 'upload-corpus') },
  {
    of: /^src\/dev\//,
    tried: [
      { path: 'test/dev/checkpoints.slow.ts' },
      ...slow('kept', 'seed', 'world-file', 'seed-command'),
      ...browser('play-along'),
    ],
  },
  { of: /^src\/(client|testing)\//, tried: slow('two-phones', 'packed', 'react-app') },
  { of: /^src\/pages\/(app|map|shared)\//, tried: browser('app', 'app-chat', 'keyboard') },
  { of: /^src\/pages\/(console|map|shared)\//, tried: browser('console', 'map-tiles', 'play-along') },
  { of: /^src\/pages\/(ops|shared)\//, tried: browser('ops', 'ops-commands') },
  { of: /^src\/pages\/(socket|docs)\//, tried: browser('chat', 'docs') },
  { of: /^src\/pages\/(guide|reset|[\w-]+\.ts$)/, tried: browser('guide', 'docs', 'path-prefix') },
]

/** What is tried besides `bun test` on a mutant of a source file, as far as this machine can. */
export const suitesOf = (file: string): Suite[] =>
  suites
    .filter(({ of }) => of.test(file))
    .flatMap(({ tried }) => tried)
    .filter(({ path, settings }) => obstacleTo(path) === null && (!settings || missingPostgres() === null))
