/** Reckoned in whole satang. */
export const sumOf = (entries: readonly { amount: number }[]): number =>
  entries.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0) / 100
