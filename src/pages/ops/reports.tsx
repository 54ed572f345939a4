import { useState } from 'preact/hooks'
import { useWords } from '../shared/language.tsx'
import type { Queries } from './api.ts'
import { Pager, pageSize } from './pager.tsx'
import { useAnswer } from './refresh.ts'
import { ReportView } from './report.tsx'
import { ReportTable } from './report-table.tsx'
import { reportWords } from './report-words.ts'
import { Section } from './section.tsx'

export const ReportsPart = ({ rest: [id = ''] }: { rest: string[] }) =>
  id === '' ? (
    <>
      <Reports state="open" />
      <Reports state="closed" />
    </>
  ) : (
    <ReportView key={id} id={id} />
  )

type State = NonNullable<Queries['/reports']['input']['state']>

const Reports = ({ state }: { state: State }) => {
  const words = useWords(reportWords)
  const [skip, setSkip] = useState(0)
  const loaded = useAnswer('/reports', { state, skip, limit: pageSize })
  const title = words[state]
  return (
    <>
      <Section title={title} count={loaded.value?.total_count} loaded={loaded}>
        {({ reports }) => <ReportTable label={title} reports={reports} />}
      </Section>
      <Pager label={title} skip={skip} loaded={loaded} onTurn={setSkip} />
    </>
  )
}
