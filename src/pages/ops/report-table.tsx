import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { ListedReport } from './api.ts'
import { reportWords } from './report-words.ts'
import { hrefOf } from './route.ts'
import { Table } from './table.tsx'

export const ReportTable = ({ label, reports }: { label: string; reports: readonly ListedReport[] }) => {
  const words = useWords(reportWords)
  return (
    <Table
      label={label}
      headings={[words.kind, words.owner, words.reason, words.reporter, words.reportedAt, words.status]}
      rows={reports}
      keyOf={report => report.id}
      cells={report => [
        <a key="kind" class="word" href={hrefOf('reports', report.id)}>
          {words.kinds[report.kind]}
        </a>,
        <a key="owner" href={hrefOf('people', report.owner_id)}>
          {report.owner_name}
        </a>,
        report.reason,
        <a key="reporter" href={hrefOf('people', report.reporter_id)}>
          {report.reporter_name}
        </a>,
        <Time key="reported" at={report.created_at} as="moment" />,
        report.resolved_at === null ? (
          words.isOpen
        ) : (
          <span key="status">
            {words.isClosed} · <Time at={report.resolved_at} as="moment" />
          </span>
        ),
      ]}
    />
  )
}
