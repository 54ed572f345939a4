import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import { DaySumsList } from './day-sums.tsx'
import { MinuteChart } from './minute-chart.tsx'
import { moneyWords } from './money-words.ts'
import { useFreshAnswer } from './refresh.ts'
import { reportWords } from './report-words.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'
import { ServerFacts } from './state.tsx'
import { stateWords } from './state-words.ts'

export const Overview = () => {
  const words = useWords(stateWords)
  const money = useWords(moneyWords)
  const report = useWords(reportWords)
  const state = useFreshAnswer('/state', {})
  const backups = useFreshAnswer('/backups', {})
  const stuck = useFreshAnswer('/payments/stuck', {})
  const day = useFreshAnswer('/ledger/day', {})
  const reports = useFreshAnswer('/reports', { limit: 1 })
  return (
    <div class="panels">
      <Section title={report.openCount} loaded={reports}>
        {({ total_count }) => <Attention count={total_count} part="reports" />}
      </Section>
      <Section title={money.held} loaded={stuck}>
        {({ held, unanswered }) => (
          <p>
            <Attention count={held.length} part="payments" />
            {unanswered.length > 0 && ` · ${money.unanswered}: ${unanswered.length}`}
          </p>
        )}
      </Section>
      <Section title={money.sums} loaded={day}>
        {sums => <DaySumsList sums={sums} />}
      </Section>
      <Section title={words.backups} loaded={backups}>
        {({ backups: [newest], next_at, is_elsewhere }) =>
          is_elsewhere ? (
            <p>{words.elsewhere}</p>
          ) : (
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
          )
        }
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

const Attention = ({ count, part }: { count: number; part: string }) => (
  <a href={hrefOf(part)}>
    <strong class={count > 0 ? 'warn' : undefined}>{count}</strong>
  </a>
)
