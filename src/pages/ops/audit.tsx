import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { Field } from '../shared/field.tsx'
import { defineWords, useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { AuditLine } from './api-types.ts'
import { textsOf } from './fields.tsx'
import { useAnswer } from './refresh.ts'
import { Section } from './section.tsx'
import { Table } from './table.tsx'
import { deskWords } from './words.ts'

const auditWords = defineWords({
  en: {
    title: 'Every command, the newest first',
    at: 'When',
    actor: 'Who',
    action: 'Command',
    subject: 'About',
    reason: 'Reason',
    change: 'Change',
    about: 'ID of a person, gig or payment',
    command: 'Name of a command',
  },
  th: {
    title: 'ทุกคำสั่ง ล่าสุดก่อน',
    at: 'เมื่อ',
    actor: 'โดย',
    action: 'คำสั่ง',
    subject: 'เกี่ยวกับ',
    reason: 'เหตุผล',
    change: 'การเปลี่ยนแปลง',
    about: 'รหัสผู้ใช้ งาน หรือรายการชำระเงิน',
    command: 'ชื่อคำสั่ง',
  },
})

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
            <Table
              label={words.title}
              headings={[words.at, words.actor, words.action, words.subject, words.reason, words.change]}
              rows={lines}
              keyOf={line => line.id}
              cells={line => [
                <Time key="at" at={line.at} as="moment" />,
                line.actor,
                <code key="action">{line.action}</code>,
                line.subject_id ? <code key="id">{line.subject_id}</code> : '–',
                line.reason ?? '–',
                changeOf(line),
              ]}
            />
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

const fieldsIn = (json: string | null): Record<string, unknown> => {
  const value: unknown = json === null ? {} : JSON.parse(json)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** The fields that differ, such as "status: PENDING → CANCELLED". */
const changeOf = ({ before, after }: AuditLine): string => {
  const [old, now] = [fieldsIn(before), fieldsIn(after)]
  const changed = Object.keys({ ...old, ...now }).filter(name => old[name] !== now[name])
  const show = (value: unknown) => (value === undefined || value === null ? '–' : String(value))
  return changed.map(name => `${name}: ${show(old[name])} → ${show(now[name])}`).join(', ') || '–'
}
