import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { AuditLine } from './api-types.ts'
import { useAnswer } from './refresh.ts'
import { ReportView } from './report.tsx'
import { ReportTable } from './report-table.tsx'
import type { ListedReport } from './report-types.ts'
import { reportWords } from './report-words.ts'
import { hrefOf } from './route.ts'
import { Section } from './section.tsx'
import { Table } from './table.tsx'

const pageSize = 20

export const ReportsPart = ({ rest: [id = ''] }: { rest: string[] }) =>
  id === '' ? (
    <>
      <OpenReports />
      <ClosedReports />
    </>
  ) : (
    <ReportView key={id} id={id} />
  )

const OpenReports = () => {
  const words = useWords(reportWords)
  const [skip, setSkip] = useState(0)
  // One more than is shown says whether another page follows.
  const loaded = useAnswer<{ reports: ListedReport[] }>(`/reports?skip=${skip}&limit=${pageSize + 1}`)
  const count = loaded.value?.reports.length ?? 0
  const isBusy = loaded.value === null
  return (
    <>
      <Section title={words.open} loaded={loaded}>
        {({ reports }) => <ReportTable label={words.open} reports={reports.slice(0, pageSize)} />}
      </Section>
      {/* Outside of what is loaded, so that the focus stays on a button. */}
      {(skip > 0 || count > pageSize) && (
        <nav class="buttons" aria-label={words.pages}>
          <Button
            kind="quiet"
            isBusy={isBusy}
            isDisabled={skip === 0}
            onClick={() => setSkip(skip - pageSize)}
          >
            {words.previous}
          </Button>
          <Button
            kind="quiet"
            isBusy={isBusy}
            isDisabled={!isBusy && count <= pageSize}
            onClick={() => setSkip(skip + pageSize)}
          >
            {words.next}
          </Button>
        </nav>
      )}
    </>
  )
}

/** From the audit, which says who closed a report and why. */
const ClosedReports = () => {
  const words = useWords(reportWords)
  const loaded = useAnswer<{ lines: AuditLine[] }>(`/audit?action=report.close&limit=${pageSize}`)
  return (
    <Section title={words.closed} loaded={loaded}>
      {({ lines }) => (
        <Table
          label={words.closed}
          headings={[words.report, words.closedAt, words.closedBy, words.reason]}
          rows={lines}
          keyOf={line => line.id}
          cells={line => [
            <a key="report" href={hrefOf('reports', line.subject_id ?? '')}>
              {words.look}
            </a>,
            <Time key="closed" at={line.at} as="moment" />,
            line.actor,
            line.reason ?? '–',
          ]}
        />
      )}
    </Section>
  )
}
