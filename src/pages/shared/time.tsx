import { formatAgo, formatMoment } from './formats.ts'
import { useLanguage } from './language.tsx'

interface Props {
  at: string
  as?: 'ago' | 'moment'
}

export const Time = ({ at, as = 'ago' }: Props) => {
  const { language } = useLanguage()
  const date = new Date(at)
  const moment = formatMoment(date, language)
  const text = as === 'ago' ? formatAgo(date, new Date(), language) : null
  return (
    <time dateTime={at} title={moment}>
      {text ?? moment}
    </time>
  )
}
