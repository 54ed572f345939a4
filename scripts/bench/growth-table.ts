import { type Result, toShownNumber } from './report.ts'

/** Where the factor of a row has to stay. */
export const maxFactor = 3

export const seriesName = (size: number, name: string): string => `${size}: ${name}`

/** The median of each size by the name of what was measured, and the factor from the least size to the greatest. */
export const growthOf = ({ series }: Result) => {
  const bySize = new Map<number, Map<string, number>>()
  for (const { name, median } of series) {
    const [size = '', ...rest] = name.split(': ')
    const medians = bySize.get(Number(size)) ?? new Map<string, number>()
    bySize.set(Number(size), medians.set(rest.join(': '), median))
  }
  const sizes = [...bySize.keys()].sort((a, b) => a - b)
  const [least = 0, greatest = 0] = [sizes[0], sizes.at(-1)]
  const names = [...(bySize.get(least)?.keys() ?? [])]
  const rows = names.map(name => {
    const medians = sizes.map(size => bySize.get(size)?.get(name) ?? Number.NaN)
    const factor = (bySize.get(greatest)?.get(name) ?? Number.NaN) / (medians[0] ?? Number.NaN)
    return { name, medians, factor }
  })
  return { sizes, rows }
}

/** Each operation with its CPU time at each size; a factor that is too great is bold. */
export const growthTableOf = (result: Result): string => {
  const { sizes, rows } = growthOf(result)
  const shown = (factor: number) =>
    factor > maxFactor ? `**${toShownNumber(factor)}**` : toShownNumber(factor)
  return [
    `| operation, µs of CPU time | ${sizes.join(' | ')} | factor |`,
    `|---|${sizes.map(() => '---|').join('')}---|`,
    ...rows.map(
      ({ name, medians, factor }) =>
        `| ${name} | ${medians.map(toShownNumber).join(' | ')} | ${shown(factor)} |`,
    ),
  ].join('\n')
}
