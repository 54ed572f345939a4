import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { Field } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import type { AuditLine } from './api-types.ts'
import { AuditTable, auditWords } from './audit-table.tsx'
import { textsOf } from './fields.tsx'
import { useAnswer } from './refresh.ts'
import { Section } from './section.tsx'
import { deskWords } from './words.ts'

const pageSize = 50

export const AuditPart = () => {
  const words = useWords(auditWords)
  const { find, more } = useWords(deskWords)
  const [filter, setFilter] = useState<Record<string, string>>({})
  const [limit, setLimit] = useState(pageSize)
  const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value.trim() !== ''))
  const loaded = useAnswer<{ lines: AuditLine[] }>(
    `/audit?${new URLSearchParams({ ...chosen, limit: String(limit) })}`,
  )
  const search = (event: SubmitEvent) => {
    event.preventDefault()
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
        {({ lines }) => (
          <>
            <AuditTable label={words.title} lines={lines} />
            {lines.length === limit && limit < 100 && (
              <Button kind="quiet" onClick={() => setLimit(100)}>
                {more}
              </Button>
            )}
          </>
        )}
      </Section>
    </>
  )
}
