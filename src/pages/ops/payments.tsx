import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { ErrorNote } from '../shared/error-note.tsx'
import { Field } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import { CommandButton } from './command-button.tsx'
import { DaySumsList } from './day-sums.tsx'
import { useDesk } from './desk.ts'
import { addressOf, saveText } from './desk-client.ts'
import { textsOf } from './fields.tsx'
import { moneyWords } from './money-words.ts'
import { PaymentTable } from './payment-table.tsx'
import { useAnswer } from './refresh.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'
import { deskWords } from './words.ts'

export const PaymentsPart = () => {
  const words = useWords(moneyWords)
  const stuck = useAnswer('/payments/stuck', {})
  return (
    <>
      <FindPayment />
      <Section title={words.held} loaded={stuck}>
        {({ held }) => <PaymentTable label={words.held} payments={held} onDone={stuck.reload} />}
      </Section>
      <Section title={words.unanswered} loaded={stuck}>
        {({ unanswered }) => (
          <PaymentTable label={words.unanswered} payments={unanswered} onDone={stuck.reload} />
        )}
      </Section>
      <DayPanel />
    </>
  )
}

const FindPayment = () => {
  const words = useWords(moneyWords)
  const { find } = useWords(deskWords)
  const { client } = useDesk()
  const action = useAction()
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    const { ref = '' } = textsOf(event.currentTarget)
    void action.run(async () => {
      const { gig_id } = await client.get(addressOf('/payments/find', { ref: ref.trim() }))
      location.hash = hrefOf('gigs', gig_id)
    })
  }
  return (
    <form class="inline-form" onSubmit={search}>
      <Field id="ref" label={words.ref}>
        <input id="ref" name="ref" required placeholder="TXN-…" />
      </Field>
      <Button type="submit" kind="quiet" isBusy={action.isBusy}>
        {find}
      </Button>
      <ErrorNote error={action.error} />
    </form>
  )
}

const DayPanel = () => {
  const words = useWords(moneyWords)
  const [day, setDay] = useState('')
  const loaded = useAnswer('/ledger/day', { day })
  const shown = loaded.value?.day ?? ''
  return (
    <Section
      title={words.sums}
      loaded={loaded}
      actions={
        <>
          <Field id="day" label={words.day}>
            <input id="day" type="date" value={shown} onChange={event => setDay(event.currentTarget.value)} />
          </Field>
          <CommandButton
            name="ledger.export"
            title={words.exportLedger}
            fields={{}}
            inputs={<ExportDays day={shown} />}
            onDone={saveText}
          />
        </>
      }
    >
      {sums => <DaySumsList sums={sums} />}
    </Section>
  )
}

const ExportDays = ({ day }: { day: string }) => {
  const words = useWords(moneyWords)
  return (
    <>
      <Field id="first_day" label={words.firstDay}>
        <input id="first_day" name="first_day" type="date" required defaultValue={day} />
      </Field>
      <Field id="last_day" label={words.lastDay}>
        <input id="last_day" name="last_day" type="date" required defaultValue={day} />
      </Field>
    </>
  )
}
