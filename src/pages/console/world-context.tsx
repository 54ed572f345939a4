import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useEffect, useMemo } from 'preact/hooks'
import { type Loaded, useLoaded } from '../shared/loading.ts'
import { controlsOf } from './call-control.ts'
import type { Controls, DevCity, DevPersona, DevRule } from './controls.ts'
import type { LiveLog } from './live/live-log.ts'

interface WorldState {
  /** Empty for the main one. */
  world: string
  controls: Controls
  log: LiveLog
  personas: readonly DevPersona[]
  city: Loaded<DevCity>
  rules: Loaded<readonly DevRule[]>
  /** The name of a user; the beginning of the id where nobody knows it. */
  nameOf(userId: string | null): string
}

const WorldContext = createContext<WorldState | null>(null)

/** The world that the console shows. */
export const useWorld = (): WorldState => {
  const state = useContext(WorldContext)
  if (!state) throw new Error('A part of the console was rendered without a world.')
  return state
}

interface Props {
  world: string
  log: LiveLog
  children: ComponentChildren
}

export const WorldProvider = ({ world, log, children }: Props) => {
  const controls = useMemo(() => controlsOf(world), [world])
  const loadedPersonas = useLoaded(`personas ${world}`, signal => controls.listPersonas({ signal }))
  const city = useLoaded(`city ${world}`, signal => controls.getCity({ signal }))
  const rules = useLoaded(
    `rules ${world}`,
    async (signal): Promise<readonly DevRule[]> => (await controls.listRules({ signal })).rules,
  )
  // A rule that has struck may be used up.
  useEffect(
    () => log.onEntry(({ rule_id, kind }) => rule_id !== null && kind === 'request' && rules.reload()),
    [log, rules.reload],
  )
  const personas = loadedPersonas.value?.personas ?? noPersonas
  const people = city.value?.people
  const names = useMemo(
    () =>
      new Map([...(people ?? []), ...personas].map(({ id, full_name }): [string, string] => [id, full_name])),
    [people, personas],
  )
  const nameOf = useCallback(
    (userId: string | null) => (userId === null ? '–' : (names.get(userId) ?? userId.slice(0, 8))),
    [names],
  )
  const state = { world, controls, log, personas, city, rules, nameOf }
  return <WorldContext.Provider value={state}>{children}</WorldContext.Provider>
}

const noPersonas: readonly DevPersona[] = []
