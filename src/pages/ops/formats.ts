const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** Such as "1.5 MiB". */
export const formatBytes = (bytes: number): string => {
  let [value, unit] = [bytes, 0]
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** Such as "12 ms". */
export const formatMs = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
