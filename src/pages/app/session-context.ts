import { createContext } from 'preact'
import { useContext, useEffect, useReducer, useRef } from 'preact/hooks'
import type { Client, Profile, UserNotification } from '../../client/index.ts'
import type { Live, LiveState } from './live.ts'
import type { Phone } from './phone.ts'

/** What every screen has. */
export interface LoggedIn {
  client: Client
  /** The person who is logged in. */
  user: Profile
  /** Where something may be kept for this person's next visit. */
  phone: Phone
  live: Live
  /** Loads the profile again, after a change of it. */
  reloadUser(): Promise<void>
  logOut(): Promise<void>
}

export const SessionContext = createContext<LoggedIn | null>(null)

/** The client and the person of a screen. */
export const useSession = (): LoggedIn => {
  const session = useContext(SessionContext)
  if (!session) throw new Error('A screen was rendered without a session.')
  return session
}

export const useLiveState = (): LiveState => {
  const { live } = useSession()
  const [, update] = useReducer((count: number) => count + 1, 0)
  useEffect(() => live.onState(() => update(undefined)), [live])
  return live.state
}

/** Calls the listener for every notification while the component is shown. */
export const useNotifications = (listener: (notification: UserNotification) => void): void => {
  const { live } = useSession()
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => live.onNotification(notification => latest.current(notification)), [live])
}
