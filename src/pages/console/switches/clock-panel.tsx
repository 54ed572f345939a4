import { ErrorNote } from '../../shared/error-note.tsx'
import { formatMoment } from '../../shared/formats.ts'
import { useLanguage, useWords } from '../../shared/language.tsx'
import { useAction, useLoaded } from '../../shared/loading.ts'
import type { Controls } from '../controls.ts'
import { useWorld } from '../world-context.tsx'
import { switchWords } from './words.ts'

export const ClockPanel = () => {
  const words = useWords(switchWords)
  const { language } = useLanguage()
  const { controls, world, personas } = useWorld()
  const clock = useLoaded(`clock ${world}`, signal => controls.getClock({ signal }))
  const action = useAction()
  const move = (input: Parameters<Controls['moveClock']>[0]) =>
    void action.run(async () => {
      const moved = await controls.moveClock(input)
      clock.set(() => moved)
    })
  const moveToExpiry = () =>
    void action.run(async () => {
      // A new token lasts as long as any other, so after its end none is valid.
      const { expires_in_minutes } = await controls.loginAs({ user: personas[0]?.id ?? '' })
      const moved = await controls.moveClock({ action: 'advance', seconds: expires_in_minutes * 60 + 1 })
      clock.set(() => moved)
    })
  const isFrozen = clock.value?.is_frozen ?? false
  return (
    <section class="panel" aria-labelledby="clock-title">
      <h2 id="clock-title">{words.clock}</h2>
      <p class="big">{clock.value ? formatMoment(new Date(clock.value.now), language) : '…'}</p>
      <div class="actions">
        <button
          type="button"
          class="small"
          aria-pressed={isFrozen}
          onClick={() => move({ action: isFrozen ? 'resume' : 'freeze' })}
        >
          {isFrozen ? words.resume : words.freeze}
        </button>
        <button type="button" class="small" onClick={() => move({ action: 'advance', seconds: 1800 })}>
          {words.halfHour}
        </button>
        <button type="button" class="small" disabled={personas.length === 0} onClick={moveToExpiry}>
          {words.toExpiry}
        </button>
      </div>
      <p class="quiet">{words.toExpiryHint}</p>
      <ErrorNote error={action.error ?? clock.error} />
    </section>
  )
}
