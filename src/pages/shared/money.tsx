import { formatMoney } from './formats.ts'
import { useLanguage } from './language.tsx'

export const Money = ({ amount }: { amount: number }) => {
  const { language } = useLanguage()
  return <span class="money">{formatMoney(amount, language)}</span>
}
