import type { ComponentChild } from 'preact'
import { useWords } from '../shared/language.tsx'
import { Time } from '../shared/time.tsx'
import type { ServerState } from './api.ts'
import { BackupPanel } from './backups.tsx'
import { formatBytes, formatMs } from './formats.ts'
import { MinuteChart } from './minute-chart.tsx'
import { useFreshAnswer } from './refresh.ts'
import { Section } from './section.tsx'
import { stateWords } from './state-words.ts'
import { Table } from './table.tsx'

export const StatePart = () => {
  const words = useWords(stateWords)
  const loaded = useFreshAnswer('/state', {})
  return (
    <>
      <Section title={words.server} loaded={loaded}>
        {state => <ServerFacts state={state} />}
      </Section>
      <BackupPanel />
      <Section title={words.minutes} loaded={loaded}>
        {({ minutes }) => <MinuteChart minutes={minutes} />}
      </Section>
      <Section title={words.slowest} loaded={loaded}>
        {({ slowest }) => (
          <Table
            label={words.slowest}
            headings={[words.operation, words.requests, words.mean, words.p95]}
            numeric={[1, 2, 3]}
            rows={slowest}
            keyOf={({ method, route }) => `${method} ${route}`}
            cells={({ method, route, requests, mean_ms, p95_ms }) => [
              <code key="route">{`${method} ${route}`}</code>,
              requests,
              formatMs(mean_ms),
              p95_ms === null ? '> 10 s' : `≤ ${formatMs(p95_ms)}`,
            ]}
          />
        )}
      </Section>
      <Section title={words.limits} loaded={loaded}>
        {({ limits }) => (
          <Table
            label={words.limits}
            headings={[words.limit, words.value]}
            rows={limits}
            keyOf={({ name }) => name}
            cells={({ name, value }) => [<code key="name">{name}</code>, value || '–']}
          />
        )}
      </Section>
      <Section title={words.bounds} loaded={loaded}>
        {({ bounds }) => (
          <Table
            label={words.bounds}
            headings={[words.bound, words.used, words.max]}
            numeric={[1, 2]}
            rows={bounds}
            keyOf={({ name }) => name}
            cells={({ name, used, max }) => [<code key="name">{name}</code>, used, max]}
          />
        )}
      </Section>
    </>
  )
}

export const ServerFacts = ({ state }: { state: ServerState }) => {
  const words = useWords(stateWords)
  const facts: [label: string, value: ComponentChild][] = [
    [words.version, `${state.version} · ${state.runtime}`],
    [words.since, state.started_at && <Time at={state.started_at} />],
    [
      words.disk,
      state.disk &&
        `${state.disk_free_bytes === null ? '' : `${formatBytes(state.disk_free_bytes)} · `}${words.diskLevel[state.disk]}`,
    ],
    [words.database, state.database_bytes === null ? 'PostgreSQL' : formatBytes(state.database_bytes)],
    [words.wal, state.wal_bytes === null ? null : formatBytes(state.wal_bytes)],
    [words.memory, formatBytes(state.memory_bytes)],
    [words.sockets, state.sockets],
    [words.writes, state.writes_waiting],
  ]
  return (
    <>
      <dl class="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value ?? '–'}</dd>
          </div>
        ))}
      </dl>
      {state.problems.length > 0 && (
        <div class="error-note">
          <h3>{words.problems}</h3>
          <ul>
            {state.problems.map(problem => (
              <li key={problem} lang="en">
                {problem}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
