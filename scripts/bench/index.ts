import { benchHttp } from './http.ts'
import { writeReadme } from './readme.ts'
import { benchScale } from './scale.ts'
import { benchSearch } from './search.ts'
import { benchWrites } from './writes.ts'

/** `bun run bench [name]`: measures this machine, one question at a time, and keeps the results beside this file. */

const benches: Record<string, () => Promise<void>> = {
  http: benchHttp,
  search: benchSearch,
  scale: benchScale,
  writes: benchWrites,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !(name in benches))
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.\n`)
  process.exit(1)
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench()
}
await writeReadme()
process.exit(0)
