import { defineWords, useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { AuditLine } from './api.ts'
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

/** Lines of the audit. */
export const AuditTable = ({ label, lines }: { label: string; lines: readonly AuditLine[] }) => {
  const words = useWords(auditWords)
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
        line.subject_id ? <code key="id">{line.subject_id}</code> : '–',
        line.reason ?? '–',
        changeOf(line),
      ]}
    />
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
