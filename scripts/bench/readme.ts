import type { Result } from './report.ts'
import { resultFile } from './report.ts'

/** Writes the README's table and chart of speed from the results of the benches. No number in them comes by hand. */

const order = ['http', 'search', 'scale', 'writes']

const markers = /(<!-- speed: made by scripts\/bench\/readme\.ts -->\n)[\s\S]*?(\n<!-- end of speed -->)/

const shown = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

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
          `| ${bench} | ${name} | ${shown(median)} ${unit} | ${shown(least)} to ${shown(most)} |`,
      ),
    ),
  ].join('\n')

const sourceOf = ({ bench, command, date, machine, notes }: Result): string =>
  `- ${bench}: \`${command}\` on ${date}, ${machine}. ${notes.join(' ')}`

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Bars of the search's medians on a logarithmic scale: they lie three powers of ten apart. */
const chartOf = ({ series, date }: Result): string => {
  const [left, rowHeight, width] = [240, 26, 760]
  const least = Math.min(...series.map(({ median }) => median)) / 2
  const most = Math.max(...series.map(({ median }) => median))
  const lengthOf = (value: number) => (Math.log(value / least) / Math.log(most / least)) * (width - left - 90)
  const bars = series.map(({ name, unit, median }, at) => {
    const y = 34 + at * rowHeight
    const color = name.includes('PostGIS') ? '#9aa5b1' : '#0f766e'
    return [
      `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect x="${left}" y="${y}" width="${lengthOf(median).toFixed(1)}" height="18" fill="${color}"/>`,
      `<text x="${(left + lengthOf(median) + 6).toFixed(1)}" y="${y + 14}">${shown(median)} ${unit}</text>`,
    ].join('\n')
  })
  const height = 44 + series.length * rowHeight
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<title>Search of gigs</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="20">Search of gigs, median, logarithmic scale (${date})</text>
${bars.join('\n')}
</svg>
`
}

export const writeReadme = async (): Promise<void> => {
  const results = await readResults()
  const search = results.find(({ bench }) => bench === 'search')
  if (search) await Bun.write(resultFile('search').replace('.json', '.svg'), chartOf(search))
  const section = [
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
