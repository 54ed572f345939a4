import { fillStore, makeCrowd } from './crowd.ts'

/** `bun scripts/bench/fill.ts FOLDER GIGS`: fills an empty data folder. See `fillApart`. */

const [dataDir, gigCount] = process.argv.slice(2)
if (!dataDir || !gigCount) throw new Error('Give a folder and the number of gigs.')
await (await fillStore(dataDir, makeCrowd(Number(gigCount)))).close()
