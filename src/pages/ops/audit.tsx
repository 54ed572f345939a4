import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { Field } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { AuditTable, auditWords } from './audit-table.tsx'
import { textsOf } from './fields.tsx'
import { Pager, pageSize } from './pager.tsx'
import { useAnswer } from './refresh.ts'
import { Section } from './section.tsx'
import { deskWords } from './words.ts'

export const AuditPart = () => {
  const words = useWords(auditWords)
  const { find } = useWords(deskWords)
  const [filter, setFilter] = useState<Record<string, string>>({})
  const [skip, setSkip] = useState(0)
  const { subject_id = '', action = '' } = filter
  const chosen = { subject_id: subject_id.trim(), action: action.trim() }
  const loaded = useAnswer('/audit', { ...chosen, skip, limit: pageSize })
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    setSkip(0)
    setFilter(textsOf(event.currentTarget))
  }
  return (
    <>
      <form class="inline-form" onSubmit={search}>
        <Field id="subject_id" label={words.about}>
          <input id="subject_id" name="subject_id" maxLength={100} />
        </Field>
        <Field id="action" label={words.command}>
          <input id="action" name="action" maxLength={50} placeholder="payment.refund" />
        </Field>
        <Button type="submit" kind="quiet">
          {find}
        </Button>
      </form>
      <Section title={words.title} loaded={loaded}>
        {({ lines }) => <AuditTable label={words.title} lines={lines} />}
      </Section>
      <Pager label={words.title} skip={skip} loaded={loaded} onTurn={setSkip} />
    </>
  )
}
