import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { Backups, DaySums, ServerState, StuckPayments } from './api-types.ts'
import { DaySumsList } from './day-sums.tsx'
import { MinuteChart } from './minute-chart.tsx'
import { moneyWords } from './money-words.ts'
import { useFreshAnswer } from './refresh.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'
import { ServerFacts } from './state.tsx'
import { stateWords } from './state-words.ts'

/** What needs a decision, and how the server is. */
export const Overview = () => {
  const words = useWords(stateWords)
  const money = useWords(moneyWords)
  const state = useFreshAnswer<ServerState>('/state')
  const backups = useFreshAnswer<Backups>('/backups')
  const stuck = useFreshAnswer<StuckPayments>('/payments/stuck')
  const day = useFreshAnswer<DaySums>('/ledger/day')
  return (
    <div class="panels">
      <Section title={money.held} loaded={stuck}>
        {({ held, unanswered }) => (
          <p>
            <a href={hrefOf('payments')}>
              <strong class={held.length > 0 ? 'warn' : undefined}>{held.length}</strong>
            </a>
            {unanswered.length > 0 && ` · ${money.unanswered}: ${unanswered.length}`}
          </p>
        )}
      </Section>
      <Section title={money.sums} loaded={day}>
        {sums => <DaySumsList sums={sums} />}
      </Section>
      <Section title={words.backups} loaded={backups}>
        {({ backups: [newest], next_at }) => (
          <dl class="facts">
            <div>
              <dt>{words.made}</dt>
              <dd>{newest ? <Time at={newest.made_at} /> : '–'}</dd>
            </div>
            <div>
              <dt>{words.verified}</dt>
              <dd>{newest ? (newest.is_verified ? '✓' : words.damaged) : '–'}</dd>
            </div>
            <div>
              <dt>{words.next}</dt>
              <dd>{next_at ? <Time at={next_at} as="moment" /> : words.noSchedule}</dd>
            </div>
          </dl>
        )}
      </Section>
      <Section title={words.minutes} loaded={state}>
        {({ minutes }) => <MinuteChart minutes={minutes} />}
      </Section>
      <Section title={words.server} loaded={state}>
        {found => <ServerFacts state={found} />}
      </Section>
    </div>
  )
}
