import { formatMoment } from '../shared/formats.ts'
import { defineWords, useLanguage, useWords } from '../shared/language.tsx'
import type { Language } from '../shared/languages.ts'
import { Time } from '../shared/time.tsx'
import type { AuditLine } from './api.ts'
import { hrefOf } from './route.ts'
import { Table } from './table.tsx'

export const auditWords = defineWords({
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

export const AuditTable = ({ label, lines }: { label: string; lines: readonly AuditLine[] }) => {
  const words = useWords(auditWords)
  const { language } = useLanguage()
  return (
    <Table
      label={label}
      headings={[words.at, words.actor, words.action, words.subject, words.reason, words.change]}
      rows={lines}
      keyOf={line => line.id}
      cells={line => [
        <Time key="at" at={line.at} as="moment" />,
        line.actor,
        <code key="action" class="word">
          {line.action}
        </code>,
        <Subject key="subject" line={line} />,
        line.reason ?? '–',
        changeOf(line, language),
      ]}
    />
  )
}

const fieldsIn = (json: string | null): Record<string, unknown> => {
  const value: unknown = json === null ? {} : JSON.parse(json)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Such as "status: PENDING → CANCELLED". */
const changeOf = ({ before, after }: AuditLine, language: Language): string => {
  const [old, now] = [fieldsIn(before), fieldsIn(after)]
  const show = (value: unknown) => {
    if (value === undefined || value === null) return '–'
    return isTimestamp(value) ? formatMoment(new Date(value), language) : String(value)
  }
  return (
    Object.keys({ ...old, ...now })
      .map(name => [name, show(old[name]), show(now[name])] as const)
      .filter(([, from, to]) => from !== to)
      .map(([name, from, to]) => `${name}: ${from} → ${to}`)
      .join(', ') || '–'
  )
}

const isTimestamp = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)

const partOfKind: Readonly<Record<string, string>> = { user: 'people', report: 'reports' }

/** Leads to its part of the desk, where it has one. */
const Subject = ({ line: { subject_kind, subject_id } }: { line: AuditLine }) => {
  if (subject_id === null) return <span>–</span>
  const part = partOfKind[subject_kind ?? '']
  const id = <code>{subject_id}</code>
  return (
    <>
      {subject_kind} {part ? <a href={hrefOf(part, subject_id)}>{id}</a> : id}
    </>
  )
}
