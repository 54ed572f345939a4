import { useWords } from '../shared/language.tsx'
import { Money } from '../shared/money.tsx'
import { Time } from '../shared/time.tsx'
import type { Happening } from './api.ts'
import { gigWords } from './gig-words.ts'
import { PaymentTable } from './payment-table.tsx'
import { useAnswer } from './refresh.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'

export const GigView = ({ id }: { id: string }) => {
  const words = useWords(gigWords)
  const loaded = useAnswer('/gigs/{gig_id}', { gig_id: id })
  return (
    <>
      <a href={hrefOf('gigs')}>← {words.back}</a>
      <Section title={loaded.value?.gig.title ?? words.title} loaded={loaded}>
        {({ gig, payments, timeline }) => (
          <>
            <dl class="facts">
              <dt>{words.status}</dt>
              <dd>
                {words.gigStatus[gig.status]}
                {gig.is_hidden && ` · ${words.hidden}`}
              </dd>
              <dt>{words.budget}</dt>
              <dd>
                <Money amount={gig.budget} />
              </dd>
              <dt>{words.seeker}</dt>
              <dd>{gig.seeker_name}</dd>
              <dt>{words.helper}</dt>
              <dd>{gig.helper_name ?? '–'}</dd>
            </dl>
            <h3>{words.payments}</h3>
            <PaymentTable label={words.payments} payments={payments} onDone={loaded.reload} />
            <h3>{words.timeline}</h3>
            <Timeline happenings={timeline} />
          </>
        )}
      </Section>
    </>
  )
}

const Timeline = ({ happenings }: { happenings: readonly Happening[] }) => {
  const words = useWords(gigWords)
  return (
    <ol class="timeline">
      {happenings.map((happening, at) => (
        <li key={at} class={happening.what === 'command' ? 'by-operator' : undefined}>
          <Time at={happening.at} as="moment" />
          <strong>{words.what[happening.what]}</strong>
          {happening.amount !== null && <Money amount={happening.amount} />}
          {happening.who !== null && <span>{happening.who}</span>}
          {happening.note !== null && <span class="quiet">{happening.note}</span>}
        </li>
      ))}
    </ol>
  )
}
