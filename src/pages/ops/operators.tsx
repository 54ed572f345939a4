import { useState } from 'preact/hooks'
import { Field } from '../shared/field.tsx'
import { defineWords, useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { ListedOperator, Operator, OperatorLink } from './api.ts'
import { CommandButton } from './command-button.tsx'
import { useDesk } from './desk.ts'
import { useAnswer } from './refresh.ts'
import { Section } from './section.tsx'
import { Table } from './table.tsx'
import { deskWords } from './words.ts'

const operatorWords = defineWords({
  en: {
    role: 'Role',
    since: 'Since',
    state: 'State',
    active: 'active',
    disabled: 'disabled',
    waits: (minutes: number) => `waits ${minutes} min: many wrong codes came with the right password`,
    change: 'Change',
    create: 'Create an operator',
    link: 'New link',
    disable: 'Disable',
    enable: 'Enable',
    linkNote: (email: string) => `Give this link to ${email}. It works once, within 15 minutes:`,
  },
  th: {
    role: 'บทบาท',
    since: 'ตั้งแต่',
    state: 'สถานะ',
    active: 'ใช้งานอยู่',
    disabled: 'ปิดใช้งาน',
    waits: minutes => `ต้องรอ ${minutes} นาที: มีรหัสยืนยันผิดหลายครั้งพร้อมรหัสผ่านที่ถูกต้อง`,
    change: 'เปลี่ยนแปลง',
    create: 'เพิ่มผู้ดูแล',
    link: 'ลิงก์ใหม่',
    disable: 'ปิดใช้งาน',
    enable: 'เปิดใช้งาน',
    linkNote: email => `ส่งลิงก์นี้ให้ ${email} ใช้ได้ครั้งเดียวภายใน 15 นาที:`,
  },
})

export const OperatorsPart = () => {
  const words = useWords(operatorWords)
  const { email, parts, role } = useWords(deskWords)
  const loaded = useAnswer('/operators', {})
  const [link, setLink] = useState<OperatorLink | null>(null)
  const stateOf = ({ disabled_at, wait_seconds }: ListedOperator) => {
    if (disabled_at) return words.disabled
    return wait_seconds > 0 ? words.waits(Math.ceil(wait_seconds / 60)) : words.active
  }
  const showLink = (answer: OperatorLink) => {
    setLink(answer)
    loaded.reload()
  }
  return (
    <Section
      title={parts.operators}
      loaded={loaded}
      actions={
        <CommandButton
          name="operator.create"
          title={words.create}
          fields={{}}
          inputs={<NewOperator />}
          onDone={showLink}
        />
      }
    >
      {({ operators }) => (
        <>
          {link && (
            <p role="status" class="note-box">
              {words.linkNote(link.operator.email)} <code class="key">{link.url}</code>
            </p>
          )}
          <Table
            label={parts.operators}
            headings={[email, words.role, words.since, words.state, words.change]}
            rows={operators}
            keyOf={operator => operator.id}
            cells={operator => [
              operator.email,
              <span key="role" class="word">
                {role[operator.role]}
              </span>,
              <Time key="since" at={operator.created_at} as="moment" />,
              stateOf(operator),
              <OperatorChanges key="change" operator={operator} onLink={showLink} onDone={loaded.reload} />,
            ]}
          />
        </>
      )}
    </Section>
  )
}

interface ChangesProps {
  operator: Operator
  onLink(link: OperatorLink): void
  onDone(): void
}

const OperatorChanges = ({ operator, onLink, onDone }: ChangesProps) => {
  const words = useWords(operatorWords)
  const { operator: self } = useDesk()
  const common = { fields: { operator_id: operator.id }, inputs: <p>{operator.email}</p> }
  if (operator.disabled_at)
    return <CommandButton {...common} name="operator.enable" title={words.enable} onDone={onDone} />
  return (
    <span class="buttons">
      <CommandButton {...common} name="operator.link" title={words.link} onDone={onLink} />
      {operator.id !== self.id && (
        <CommandButton
          {...common}
          kind="danger"
          name="operator.disable"
          title={words.disable}
          onDone={onDone}
        />
      )}
    </span>
  )
}

const NewOperator = () => {
  const { email, role } = useWords(deskWords)
  const words = useWords(operatorWords)
  return (
    <>
      <Field id="new_email" label={email}>
        <input id="new_email" name="email" type="email" required />
      </Field>
      <Field id="new_role" label={words.role}>
        <select id="new_role" name="role">
          <option value="viewer">{role.viewer}</option>
          <option value="operator">{role.operator}</option>
        </select>
      </Field>
    </>
  )
}
