import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { ListedReport } from './report-types.ts'
import { reportWords } from './report-words.ts'
import { hrefOf } from './route.ts'
import { Table } from './table.tsx'

export const ReportTable = ({ label, reports }: { label: string; reports: readonly ListedReport[] }) => {
  const words = useWords(reportWords)
  return (
    <Table
      label={label}
      headings={[words.kind, words.reason, words.reportedAt, words.status]}
      rows={reports}
      keyOf={report => report.id}
      cells={report => [
        <a key="kind" href={hrefOf('reports', report.id)}>
          {words.kinds[report.kind]}
        </a>,
        report.reason,
        <Time key="reported" at={report.created_at} as="moment" />,
        report.resolved_at === null ? words.isOpen : words.isClosed,
      ]}
    />
  )
}
