import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { ReportRecord } from './api.ts'
import { AuditTable } from './audit-table.tsx'
import { useStateOf } from './person-state.ts'
import { useAnswer } from './refresh.ts'
import { ReportCommands, WarningTable } from './report-commands.tsx'
import { ReportTable } from './report-table.tsx'
import { reportWords } from './report-words.ts'
import { Reported } from './reported.tsx'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'

export const ReportView = ({ id }: { id: string }) => {
  const words = useWords(reportWords)
  const report = useAnswer('/reports/{report_id}', { report_id: id })
  const audit = useAnswer('/audit', { subject_id: id })
  const reload = () => {
    for (const loaded of [report, audit]) loaded.reload()
  }
  const { value } = report
  const others = value?.reports.filter(each => each.id !== id) ?? []
  return (
    <>
      <a href={hrefOf('reports')}>← {words.back}</a>
      <Section title={value ? `${words.report}: ${words.kinds[value.kind]}` : words.report} loaded={report}>
        {found => (
          <>
            <ReportFacts report={found} />
            <ReportCommands report={found} onDone={reload} />
          </>
        )}
      </Section>
      {value && (
        <>
          <Section title={words.reported} loaded={report}>
            {found => <Reported report={found} />}
          </Section>
          <Section title={words.warnings} loaded={report}>
            {({ warnings }) => <WarningTable warnings={warnings} onDone={reload} />}
          </Section>
          {others.length > 0 && (
            <Section title={words.others} loaded={report}>
              {() => <ReportTable label={words.others} reports={others} />}
            </Section>
          )}
        </>
      )}
      <Section title={words.audit} loaded={audit}>
        {({ lines }) => <AuditTable label={words.audit} lines={lines} />}
      </Section>
    </>
  )
}

const ReportFacts = ({ report }: { report: ReportRecord }) => {
  const words = useWords(reportWords)
  return (
    <dl class="facts">
      <div>
        <dt>{words.status}</dt>
        <dd>
          {report.resolved_at === null ? words.isOpen : words.isClosed}
          {report.kind !== 'person' && ` · ${report.is_hidden ? words.isHidden : words.isShown}`}
        </dd>
      </div>
      <div>
        <dt>{words.reason}</dt>
        <dd>{report.reason}</dd>
      </div>
      <div>
        <dt>{words.reportedAt}</dt>
        <dd>
          <Time at={report.created_at} as="moment" />
        </dd>
      </div>
      <div>
        <dt>{words.owner}</dt>
        <dd>
          <PersonLink id={report.owner_id} name={report.owner_name} />
        </dd>
      </div>
      <div>
        <dt>{words.reporter}</dt>
        <dd>
          <PersonLink id={report.reporter_id} name={report.reporter_name} />
        </dd>
      </div>
    </dl>
  )
}

const PersonLink = ({ id, name }: { id: string; name: string }) => {
  const stateOf = useStateOf()
  const { value } = useAnswer('/users/{user_id}', { user_id: id })
  return (
    <>
      <a href={hrefOf('people', id)}>{name}</a>
      {value && ` · ${stateOf(value)}`}
    </>
  )
}
