import { formatMoment } from '../shared/formats.ts'
import { useLanguage, useWords } from '../shared/language.tsx'
import type { RequestMinute } from './api.ts'
import { stateWords } from './state-words.ts'

const height = 60
const width = 60

export const MinuteChart = ({ minutes }: { minutes: readonly RequestMinute[] }) => {
  const words = useWords(stateWords)
  const { language } = useLanguage()
  const last = minutes.at(-1)
  if (!last) return <p class="quiet">{words.noMinutes}</p>
  const most = Math.max(...minutes.map(({ requests }) => requests), 1)
  const xOf = ({ at }: RequestMinute) =>
    width - 1 - Math.round((Date.parse(last.at) - Date.parse(at)) / 60_000)
  const bar = (minute: RequestMinute, count: number, name: string) => {
    const size = (count / most) * height
    return <rect class={name} x={xOf(minute)} y={height - size} width={0.8} height={size} />
  }
  const label = words.minute(
    formatMoment(new Date(last.at), language),
    last.requests,
    last.client_errors + last.server_errors,
  )
  return (
    <figure>
      <svg
        class="chart"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        {minutes.map(minute => (
          <g key={minute.at}>
            {bar(minute, minute.requests, 'requests')}
            {bar(minute, minute.server_errors, 'errors')}
          </g>
        ))}
      </svg>
      <figcaption class="quiet">{label}</figcaption>
    </figure>
  )
}
