/** What was drawn, one call or setting a line, such as `lineTo 10 20` and `fillStyle = water`. */
export const recordingCanvas = (): { ctx: CanvasRenderingContext2D; lines: string[]; take(): string[] } => {
  const lines: string[] = []
  const rounded = (value: unknown): string =>
    typeof value === 'number'
      ? String(Math.round(value * 100) / 100)
      : Array.isArray(value)
        ? `[${value.map(rounded)}]`
        : String(value)
  const call =
    (name: string) =>
    (...values: unknown[]) => {
      lines.push([name, ...values.map(rounded)].join(' '))
      return {
        addColorStop: (at: number, color: string) => void lines.push(`addColorStop ${at} ${color}`),
        toString: () => 'glow',
      }
    }
  const recorder = new Proxy(
    {},
    {
      get: (_, name) => call(String(name)),
      set: (_, name, value) => {
        lines.push(`${String(name)} = ${rounded(value)}`)
        return true
      },
    },
  )
  // It takes every call and every setting of a context.
  const ctx = recorder as CanvasRenderingContext2D
  return { ctx, lines, take: () => lines.splice(0) }
}
