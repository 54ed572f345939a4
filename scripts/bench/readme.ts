import { chartOf } from './chart.ts'
import { figureTableOf } from './figures.ts'
import { growthTableOf } from './growth-table.ts'
import { type Result, readResult, resultFile, toShownNumber } from './report.ts'
import { targetTableOf } from './targets.ts'

/**
 * Writes the tables and the chart of speed from the results of the benches: all of them into scripts/bench/README.md, a
 * few figures into README.md. No number in them is written by hand. `bun scripts/bench/readme.ts` writes them again.
 */

const order = [
  'http',
  'search',
  'scale',
  'writes',
  'words',
  'sockets',
  'areas',
  'images',
  'health',
  'neighbour',
  'start',
  'pages',
  'peers',
  'mixed',
  'restore',
  'upkeep',
  'growth',
  'engines',
]

export const readResults = async (): Promise<Result[]> => {
  const results: Result[] = []
  for (const bench of order) {
    const result = await readResult(bench)
    if (result) results.push(result)
  }
  return results
}

const tableOf = (results: Result[]): string =>
  [
    '| bench | what | median | least to most |',
    '|---|---|---|---|',
    ...results.flatMap(({ bench, series }) =>
      series.map(
        ({ name, unit, median, least, most }) =>
          `| ${bench} | ${name} | ${toShownNumber(median)} ${unit} | ${toShownNumber(least)} to ${toShownNumber(most)} |`,
      ),
    ),
  ].join('\n')

const sourceOf = ({ bench, command, date, machine, notes }: Result): string =>
  `- ${bench}: \`${command}\` on ${date}, ${machine}. ${notes.join(' ')}`

const between = (page: string, begin: string, end: string, text: string): string => {
  const [before, rest] = page.split(`${begin}\n`)
  const after = rest?.split(`\n${end}`)[1]
  if (before === undefined || after === undefined) throw new Error(`The page lacks "${begin}" or "${end}".`)
  return `${before}${begin}\n${text}\n${end}${after}`
}

/** A page with the text between its markers made anew from the results. */
type Writer = (page: string, results: Result[]) => string

const withFigures: Writer = (page, results) =>
  between(
    page,
    '<!-- figures: made by scripts/bench/readme.ts -->',
    '<!-- end of figures -->',
    figureTableOf(results),
  )

const withTables: Writer = (page, results) => {
  const hasChart = results.some(({ bench }) => bench === 'search')
  const growth = results.find(({ bench }) => bench === 'growth')
  const tables = [
    targetTableOf(results),
    tableOf(results.filter(result => result !== growth)),
    ...(growth ? [growthTableOf(growth)] : []),
    ...(hasChart ? ['![Search of gigs](results/search.svg)'] : []),
    results.map(sourceOf).join('\n'),
  ]
  const markers = ['<!-- speed: made by scripts/bench/readme.ts -->', '<!-- end of speed -->'] as const
  return between(page, ...markers, tables.join('\n\n'))
}

export const measuredPages: Record<string, Writer> = {
  'README.md': withFigures,
  'scripts/bench/README.md': withTables,
}

export const writeReadme = async (): Promise<void> => {
  const results = await readResults()
  const search = results.find(({ bench }) => bench === 'search')
  if (search) await Bun.write(resultFile('search').replace('.json', '.svg'), chartOf(search))
  for (const [path, write] of Object.entries(measuredPages))
    await Bun.write(path, write(await Bun.file(path).text(), results))
}

if (import.meta.main) await writeReadme()
