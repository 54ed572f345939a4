import { seededRandom } from '../../src/lib/random.ts'
import { fillStore, makeCrowd, makeSearch } from './crowd.ts'
import { temporaryFolder } from './processes.ts'
import { interleave, medianOf, report } from './report.ts'
import { timeSearches } from './search.ts'

/**
 * The gig search in process with few and with many gigs. A page alone cannot be had, since each comes with its total; it
 * is measured as a search of a circle so small that it holds about forty gigs in the middle of the crowd.
 */

const sizes = [100_000, 5_000_000]
const rounds = 5
const searchesPerRound = 50

export const benchScale = async (): Promise<void> => {
  const opened = []
  for (const gigCount of sizes) {
    const folder = temporaryFolder()
    opened.push({ gigCount, folder, store: await fillStore(folder.path, makeCrowd(gigCount)) })
  }
  const random = seededRandom(2)
  const variants = opened.flatMap(({ gigCount, store }) => {
    const variant = (name: string, radiusKm: number, skip = 0) => ({
      name: `${gigCount} gigs, ${name}`,
      unit: 'ms',
      run: async () =>
        medianOf(
          await timeSearches(
            searchesPerRound,
            () => makeSearch(random, radiusKm),
            search => store.gigs.search(search, { skip, limit: 20 }, null),
          ),
        ),
    })
    return [
      variant('a page', Math.sqrt(200_000 / gigCount)),
      variant('a page and the total within 5 km', 5),
      variant('page 1 within 50 km', 50),
      variant('page 200 within 50 km', 50, 199 * 20),
      variant('page 500 within 50 km', 50, 499 * 20),
    ]
  })
  await report('scale', await interleave(variants, rounds), [
    `A tenth of the gigs are pending. Medians of ${searchesPerRound} searches a round.`,
  ])
  for (const { store, folder } of opened) {
    await store.close()
    folder.remove()
  }
}
