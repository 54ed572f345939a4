import { benchAreas } from './areas.ts'
import { compareWith } from './compare.ts'
import { benchEngines } from './engines.ts'
import { benchGrowth } from './growth.ts'
import { benchHealth } from './health.ts'
import { benchHttp } from './http.ts'
import { benchImages } from './images.ts'
import { benchJson } from './json.ts'
import { benchMixed } from './mixed.ts'
import { benchNeighbour } from './neighbour.ts'
import { benchPages } from './pages.ts'
import { benchPeers } from './peers.ts'
import { writeReadme } from './readme.ts'
import { benchRestore } from './restore.ts'
import { benchScale } from './scale.ts'
import { benchSearch } from './search.ts'
import { benchSockets } from './sockets.ts'
import { benchStart } from './start.ts'
import { benchUpkeep } from './upkeep.ts'
import { benchWords } from './words.ts'
import { benchWrites } from './writes.ts'

/**
 * `bun run bench [name]`: measures this machine, one question at a time, and keeps the results beside this file.
 * `bun run bench compare <checkout>` keeps nothing.
 */

const benches: Record<string, () => Promise<void>> = {
  http: benchHttp,
  search: benchSearch,
  scale: benchScale,
  writes: benchWrites,
  words: benchWords,
  images: benchImages,
  json: benchJson,
  health: benchHealth,
  neighbour: benchNeighbour,
  mixed: benchMixed,
  sockets: benchSockets,
  areas: benchAreas,
  start: benchStart,
  pages: benchPages,
  peers: benchPeers,
  restore: benchRestore,
  upkeep: benchUpkeep,
  growth: benchGrowth,
  engines: benchEngines,
}

const names = process.argv.slice(2)
if (names[0] === 'compare') {
  await compareWith(names[1])
  process.exit(0)
}
const unknown = names.filter(name => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(1)
}
const wanted = Object.entries(benches).filter(([name]) => names.length === 0 || names.includes(name))
for (const [at, [name, bench]] of wanted.entries()) {
  process.stderr.write(`${name} (${at + 1} of ${wanted.length})\n`)
  const since = performance.now()
  await bench()
  process.stderr.write(`${name} took ${((performance.now() - since) / 1000).toFixed(0)} s\n`)
}
await writeReadme()
process.exit(0)
