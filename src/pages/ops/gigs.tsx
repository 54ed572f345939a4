import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { Field } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { Money } from '../shared/money.tsx'
import { Time } from '../shared/time.tsx'
import { textsOf } from './fields.tsx'
import { GigView } from './gig.tsx'
import { gigWords } from './gig-words.ts'
import { Pager, pageSize } from './pager.tsx'
import { useAnswer } from './refresh.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'
import { Table } from './table.tsx'

export const GigsPart = ({ rest: [id = ''] }: { rest: string[] }) =>
  id === '' ? <GigList /> : <GigView id={id} />

const GigList = () => {
  const words = useWords(gigWords)
  const [skip, setSkip] = useState(0)
  const loaded = useAnswer('/gigs', { skip, limit: pageSize })
  const open = (event: SubmitEvent) => {
    event.preventDefault()
    const { gig_id = '' } = textsOf(event.currentTarget)
    location.hash = hrefOf('gigs', gig_id.trim())
  }
  return (
    <>
      <form class="inline-form" onSubmit={open}>
        <Field id="gig_id" label={words.gigId}>
          <input id="gig_id" name="gig_id" required pattern="\s*[0-9a-fA-F\-]{36}\s*" />
        </Field>
        <Button type="submit" kind="quiet">
          {words.open}
        </Button>
      </form>
      <Section title={words.newest} loaded={loaded}>
        {({ gigs }) => (
          <Table
            label={words.newest}
            headings={[words.title, words.status, words.budget, words.seeker, words.helper, words.posted]}
            numeric={[2]}
            rows={gigs}
            keyOf={gig => gig.id}
            cells={gig => [
              <a key="link" href={hrefOf('gigs', gig.id)}>
                {gig.title}
              </a>,
              `${words.gigStatus[gig.status]}${gig.is_hidden ? ` · ${words.hidden}` : ''}`,
              <Money key="budget" amount={gig.budget} />,
              <a key="seeker" href={hrefOf('people', gig.seeker_id)}>
                {gig.seeker_name}
              </a>,
              gig.helper_id === null ? (
                '–'
              ) : (
                <a key="helper" href={hrefOf('people', gig.helper_id)}>
                  {gig.helper_name}
                </a>
              ),
              <Time key="posted" at={gig.created_at} as="moment" />,
            ]}
          />
        )}
      </Section>
      <Pager label={words.newest} skip={skip} loaded={loaded} onTurn={setSkip} />
    </>
  )
}
