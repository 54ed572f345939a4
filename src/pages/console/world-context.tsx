import { type ComponentChildren, createContext } from 'preact'
import { useCallback, useContext, useEffect, useMemo, useRef } from 'preact/hooks'
import { type Loaded, useLoaded } from '../shared/loading.ts'
import { controlsOf } from './call-control.ts'
import type { Controls, DevCity, DevPersona, DevRule } from './controls.ts'
import type { LiveLog } from './live/live-log.ts'

interface WorldState {
  world: string
  controls: Controls
  log: LiveLog
  personas: readonly DevPersona[]
  /** Whether they have arrived; a world may have none. */
  arePersonasLoaded: boolean
  city: Loaded<DevCity>
  rules: Loaded<readonly DevRule[]>
  /** The beginning of the id where nobody knows the name. */
  nameOf(userId: string | null): string
}

const WorldContext = createContext<WorldState | null>(null)

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
  useFollowing({ world, log, city, rules, names })
  const arePersonasLoaded = loadedPersonas.value !== null
  const state = { world, controls, log, personas, arePersonasLoaded, city, rules, nameOf }
  return <WorldContext.Provider value={state}>{children}</WorldContext.Provider>
}

/** Programs may change rules and people too. */
const readEveryMs = 5000

/** WORLD_RESTORED: everything was put back to an earlier state. */
const restoredCode = 4009

type Followed = Pick<WorldState, 'world' | 'log' | 'city' | 'rules'> & { names: ReadonlyMap<string, string> }

const useFollowing = ({ world, log, city, rules, names }: Followed): void => {
  const asked = useRef(new Set<string>())
  useEffect(() => {
    const timer = setInterval(rules.reload, readEveryMs)
    return () => clearInterval(timer)
  }, [rules.reload])
  useEffect(
    () =>
      log.onEntry(({ world: of, kind, status, rule_id, user_id }) => {
        if (of !== world) return
        const isRestored = kind === 'socket_closed' && status === restoredCode
        // A rule that has struck may be used up.
        if (isRestored || (kind === 'request' && rule_id !== null)) rules.reload()
        const isNew = user_id !== null && !names.has(user_id) && !asked.current.has(user_id)
        if (isNew) asked.current.add(user_id)
        if (isRestored || isNew) city.reload()
      }),
    [world, log, city.reload, rules.reload, names],
  )
}

const noPersonas: readonly DevPersona[] = []
