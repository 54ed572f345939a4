import { type Language, localeOf, useLanguage } from './language.tsx'

/** An amount in baht, with satang only where there are some. */
export const formatMoney = (amount: number, language: Language): string =>
  new Intl.NumberFormat(localeOf(language), {
    style: 'currency',
    currency: 'THB',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: Number.isInteger(amount) ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(amount)

export const Money = ({ amount }: { amount: number }) => {
  const { language } = useLanguage()
  return <span class="money">{formatMoney(amount, language)}</span>
}
