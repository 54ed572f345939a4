/** Writes the table of scripts/figures/README.md from the kept results. No figure in it is written by hand. */

export interface Figure {
  name: string
  /** What is asked of it. */
  target: string
  command: string
  /** What the command said at its end. */
  figure: string
  isReached: boolean
  seconds: number
  machine: string
  date: string
}

export const figuresPage = 'scripts/figures/README.md'

export const figureFile = (name: string) => `scripts/figures/results/${name}.json`

export const readFigures = async (): Promise<Figure[]> => {
  const paths = [...new Bun.Glob(figureFile('*')).scanSync('.')].sort()
  return Promise.all(paths.map(async (path): Promise<Figure> => Bun.file(path).json()))
}

const begin = '<!-- figures: made by scripts/figures/readme.ts -->\n'
const end = '\n<!-- end of figures -->'

const rowOf = ({ name, target, figure, isReached, seconds, command, date, machine }: Figure): string =>
  `| ${name} | ${target} | ${figure.replaceAll('|', '\\|')} | ${isReached ? 'reached' : '**missed**'} | \`${command}\`, ${seconds} s on ${date}, ${machine} |`

export const withFigureTable = (page: string, figures: Figure[]): string => {
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${figuresPage} lacks its markers.`)
  const table = [
    '| what | at least | figure | | measured by |',
    '|---|---|---|---|---|',
    ...figures.map(rowOf),
  ]
  return `${before}${begin}${table.join('\n')}${end}${after}`
}

export const writeFigureTable = async (): Promise<void> => {
  const page = await Bun.file(figuresPage).text()
  await Bun.write(figuresPage, withFigureTable(page, await readFigures()))
}

if (import.meta.main) await writeFigureTable()
