import { useEffect, useMemo, useState } from 'preact/hooks'
import { useWords } from '../../shared/language.tsx'
import { useWorld } from '../world-context.tsx'
import { Curve } from './curve.tsx'
import { liveWords } from './words.ts'

/** Also when nothing happens. */
const drawnEveryMs = 1000

const isWide = () => matchMedia('(min-width: 64rem)').matches

export const TrafficCurves = () => {
  const words = useWords(liveWords)
  const { traffic } = useWorld().log
  const [now, setNow] = useState(() => Date.now())
  const [isOpen, setOpen] = useState(isWide)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), drawnEveryMs)
    return () => clearInterval(timer)
  }, [])
  const series = useMemo(() => traffic.series(now), [traffic, now])
  const counts = useMemo(() => [series.requests, series.errors], [series])
  const durations = useMemo(() => [series.median, series.slowest], [series])
  const { requests, errors, median, slowest } = traffic.sum(now)
  return (
    <details class="part curves" open={isOpen} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        {words.lastMinutes}{' '}
        <span class="quiet">
          {words.traffic(requests, errors)}
          {median !== null && slowest !== null && ` · ${words.durations(rounded(median), rounded(slowest))}`}
        </span>
      </summary>
      {isOpen && (
        <div class="curve-pair">
          <Curve
            key={words.requests}
            title={words.perStep}
            at={series.at}
            values={counts}
            lines={[
              { label: words.requests, color: '--good', isFilled: true },
              { label: words.errors, color: '--bad', isFilled: true },
            ]}
          />
          <Curve
            key={words.median}
            title={words.ms}
            at={series.at}
            values={durations}
            lines={[
              { label: words.median, color: '--accent' },
              { label: words.slowest, color: '--quiet' },
            ]}
          />
        </div>
      )}
    </details>
  )
}

const rounded = (ms: number): string => (ms < 10 ? ms.toFixed(1) : `${Math.round(ms)}`)
