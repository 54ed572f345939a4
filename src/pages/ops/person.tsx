import { useState } from 'preact/hooks'
import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { PersonRecord } from './api.ts'
import { AuditTable } from './audit-table.tsx'
import { peopleWords } from './people-words.ts'
import { PersonCommands } from './person-commands.tsx'
import { useStateOf } from './person-state.ts'
import { useAnswer } from './refresh.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'
import { Table } from './table.tsx'
import { deskWords } from './words.ts'

export const PersonView = ({ id }: { id: string }) => {
  const words = useWords(peopleWords)
  const ofPerson = { user_id: id }
  const person = useAnswer('/users/{user_id}', ofPerson)
  const sessions = useAnswer('/users/{user_id}/sessions', ofPerson)
  const audit = useAnswer('/audit', { subject_id: id })
  const [note, setNote] = useState('')
  const reload = (said = '') => {
    setNote(said)
    for (const loaded of [person, sessions, audit]) loaded.reload()
  }
  return (
    <>
      <a href={hrefOf('people')}>← {words.back}</a>
      <Section title={person.value?.full_name ?? words.found} loaded={person}>
        {found => (
          <>
            <PersonFacts person={found} />
            {note !== '' && (
              <p role="status" class="note-box key">
                {note}
              </p>
            )}
            {!found.deleted_at && <PersonCommands person={found} onDone={reload} />}
          </>
        )}
      </Section>
      <Section title={words.sessions} loaded={sessions}>
        {({ sessions: open }) => (
          <Table
            label={words.sessions}
            headings={[words.since, words.until]}
            rows={open}
            keyOf={session => session.id}
            cells={session => [
              <Time key="since" at={session.created_at} as="moment" />,
              <Time key="until" at={session.expires_at} as="moment" />,
            ]}
          />
        )}
      </Section>
      <Section title={words.audit} loaded={audit}>
        {({ lines }) => <AuditTable label={words.audit} lines={lines} />}
      </Section>
    </>
  )
}

const PersonFacts = ({ person }: { person: PersonRecord }) => {
  const words = useWords(peopleWords)
  const { email } = useWords(deskWords)
  const stateOf = useStateOf()
  const facts: [label: string, value: string][] = [
    [email, person.email],
    [words.state, stateOf(person)],
    [words.contact, person.contact_info ?? '–'],
    [words.address, person.address_text ?? '–'],
    [words.reputation, `${person.reputation_score.toFixed(1)} · ${words.reviews(person.total_reviews)}`],
    [words.payments, words.paymentCounts(person.pending_payments, person.completed_payments)],
  ]
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
