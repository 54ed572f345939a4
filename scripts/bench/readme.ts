import { chartOf } from './chart.ts'
import { type Result, resultFile, toShownNumber } from './report.ts'
import { targetTableOf } from './targets.ts'

/** Writes the README's table and chart of speed from the results of the benches. No number in them comes by hand. */

const order = [
  'http',
  'search',
  'scale',
  'writes',
  'sockets',
  'images',
  'health',
  'start',
  'peers',
  'restore',
]

const markers = /(<!-- speed: made by scripts\/bench\/readme\.ts -->\n)[\s\S]*?(\n<!-- end of speed -->)/

const readResults = async (): Promise<Result[]> => {
  const results: Result[] = []
  for (const bench of order) {
    const file = Bun.file(resultFile(bench))
    if (await file.exists()) results.push(JSON.parse(await file.text()))
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

export const writeReadme = async (): Promise<void> => {
  const results = await readResults()
  const search = results.find(({ bench }) => bench === 'search')
  if (search) await Bun.write(resultFile('search').replace('.json', '.svg'), chartOf(search))
  const section = [
    targetTableOf(results),
    tableOf(results),
    ...(search ? ['![Search of gigs](scripts/bench/results/search.svg)'] : []),
    results.map(sourceOf).join('\n'),
  ].join('\n\n')
  const readme = await Bun.file('README.md').text()
  await Bun.write(
    'README.md',
    readme.replace(markers, (_, begin: string, end: string) => `${begin}${section}${end}`),
  )
}
