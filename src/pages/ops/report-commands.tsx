import { Field, noteIdOf } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { ReportRecord, StandingWarning } from './api.ts'
import { CommandButton } from './command-button.tsx'
import { reportWords } from './report-words.ts'
import { Table } from './table.tsx'

/** A command that was given has its opposite in its place. */
export const ReportCommands = ({ report, onDone }: { report: ReportRecord; onDone(): void }) => {
  const words = useWords(reportWords)
  const common = { fields: { report_id: report.id }, onDone }
  return (
    <div class="buttons">
      {report.kind !== 'person' &&
        (report.is_hidden ? (
          <CommandButton key="unhide" {...common} name="report.unhide" title={words.unhide} />
        ) : (
          <CommandButton key="hide" {...common} name="report.hide" title={words.hide} />
        ))}
      <CommandButton key="warn" {...common} name="report.warn" title={words.warn} inputs={<WarningText />} />
      {report.resolved_at === null ? (
        <CommandButton key="close" {...common} name="report.close" title={words.close} />
      ) : (
        <CommandButton key="reopen" {...common} name="report.reopen" title={words.reopen} />
      )}
    </div>
  )
}

const WarningText = () => {
  const words = useWords(reportWords)
  return (
    <Field id="text" label={words.warnText}>
      <textarea
        id="text"
        name="text"
        rows={3}
        maxLength={1000}
        required
        aria-describedby={noteIdOf('text')}
      />
    </Field>
  )
}

export const WarningTable = ({
  warnings,
  onDone,
}: {
  warnings: readonly StandingWarning[]
  onDone(): void
}) => {
  const words = useWords(reportWords)
  return (
    <Table
      label={words.warnings}
      headings={[words.warning, words.warnedAt, words.undo]}
      rows={warnings}
      keyOf={warning => warning.id}
      cells={warning => [
        warning.text,
        <Time key="given" at={warning.created_at} as="moment" />,
        <CommandButton
          key="undo"
          name="report.unwarn"
          title={words.unwarn}
          label={words.undo}
          fields={{ warning_id: warning.id }}
          onDone={onDone}
        />,
      ]}
    />
  )
}
