export interface LengthUnits {
  metres: string
  kilometres: string
}

/** The longest round length that fits. `share` is that of `maxMetres`, from 0 to 1. */
export const roundScale = (maxMetres: number): { metres: number; share: number } => {
  const power = 10 ** Math.floor(Math.log10(maxMetres))
  const step = [5, 3, 2].find(candidate => candidate * power <= maxMetres) ?? 1
  return { metres: step * power, share: (step * power) / maxMetres }
}

export const scaleText = (metres: number, units: LengthUnits): string =>
  metres < 1000 ? `${metres} ${units.metres}` : `${metres / 1000} ${units.kilometres}`
