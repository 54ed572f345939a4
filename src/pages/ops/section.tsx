import type { ComponentChildren } from 'preact'
import { ErrorNote } from '../shared/error-note.tsx'
import type { Loaded } from '../shared/loading.ts'
import { Waiting } from '../shared/waiting.tsx'

interface Props<Value> {
  title: string
  count?: number | undefined
  loaded: Loaded<Value>
  actions?: ComponentChildren
  children(value: Value): ComponentChildren
}

export const Section = <Value,>({ title, count, loaded, actions, children }: Props<Value>) => (
  <section class="panel">
    <div class="panel-head">
      <h2>
        {title}
        {count !== undefined && <span class="quiet"> · {count}</span>}
      </h2>
      {actions}
    </div>
    <ErrorNote error={loaded.error} onRetry={loaded.reload} />
    {loaded.value === null ? loaded.error === null && <Waiting /> : children(loaded.value)}
  </section>
)
