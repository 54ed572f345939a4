import { useEffect, useState } from 'preact/hooks'
import { LanguageSwitch, useLanguage, useWords } from '../shared/language.tsx'
import { localeOf } from '../shared/languages.ts'
import { useLoaded } from '../shared/loading.ts'
import { ActiveFaults } from './active-faults.tsx'
import { consoleWords } from './words.ts'
import { useWorld } from './world-context.tsx'
import { WorldPicker } from './world-picker.tsx'

interface Props {
  onWorld(world: string): void
}

export const Header = ({ onWorld }: Props) => (
  <header class="top">
    <h1>
      Chayenity <small>console</small>
    </h1>
    <WorldPicker onWorld={onWorld} />
    <WorldClock />
    <ActiveFaults />
    <span class="end">
      <LanguageSwitch />
    </span>
  </header>
)

/** The clock may have been moved elsewhere. */
const askedEveryMs = 5000

const WorldClock = () => {
  const words = useWords(consoleWords)
  const { language } = useLanguage()
  const { controls, world, log } = useWorld()
  const clock = useLoaded(`clock ${world}`, signal => controls.getClock({ signal }))
  useEffect(() => {
    const timer = setInterval(clock.reload, askedEveryMs)
    return () => clearInterval(timer)
  }, [clock.reload])
  const isConnected = useIsConnected(log)
  if (!clock.value) return null
  const { now, is_frozen, offset_seconds } = clock.value
  const time = new Date(now).toLocaleTimeString(localeOf(language), { hour: '2-digit', minute: '2-digit' })
  const minutes = Math.round(offset_seconds / 60)
  return (
    <span class="clock">
      <span
        class={isConnected ? 'dot good' : 'dot bad'}
        role="img"
        aria-label={isConnected ? words.connected : words.disconnected}
        title={isConnected ? words.connected : words.disconnected}
      />
      <span class="unseen">{words.clock}</span> <time dateTime={now}>{time}</time>
      {is_frozen && <span class="tag">{words.frozen}</span>}
      {minutes !== 0 && <span class="tag">{words.ahead(minutes)}</span>}
    </span>
  )
}

const useIsConnected = (log: ReturnType<typeof useWorld>['log']): boolean => {
  const [isConnected, setConnected] = useState(log.isConnected)
  useEffect(() => log.onChange(() => setConnected(log.isConnected)), [log])
  return isConnected
}
