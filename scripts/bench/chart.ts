import { type Result, toShownNumber } from './report.ts'

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Bars of the search's medians on a logarithmic scale: they lie three powers of ten apart. */
export const chartOf = ({ series, date }: Result): string => {
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
      `<text x="${(left + lengthOf(median) + 6).toFixed(1)}" y="${y + 14}">${toShownNumber(median)} ${unit}</text>`,
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
