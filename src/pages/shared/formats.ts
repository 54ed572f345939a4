import { type Language, localeOf } from './languages.ts'

export const formatMoney = (amount: number, language: Language): string =>
  new Intl.NumberFormat(localeOf(language), {
    style: 'currency',
    currency: 'THB',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(amount)

const steps = [
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
] as const

/** Null after seven days, and for a future time: the clock of a demo may be ahead. */
export const formatAgo = (at: Date, now: Date, language: Language): string | null => {
  const seconds = (now.getTime() - at.getTime()) / 1000
  if (seconds < -5 || seconds >= 7 * 86_400) return null
  const format = new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' })
  const [unit, length] = steps.findLast(([, step]) => seconds >= step) ?? (['second', 1] as const)
  return unit === 'second' ? format.format(0, 'second') : format.format(-Math.floor(seconds / length), unit)
}

export const formatMoment = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' }).format(at)
