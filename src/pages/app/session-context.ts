import { createContext } from 'preact'
import { useContext, useEffect, useReducer, useRef } from 'preact/hooks'
import type { Client, Profile, UserNotification } from '../../client/index.ts'
import type { Live, LiveState } from './live.ts'
import type { Phone } from './phone.ts'

export interface LoggedIn {
  client: Client
  user: Profile
  /** Keeps something for this person's next visit. */
  phone: Phone
  live: Live
  reloadUser(): Promise<void>
  logOut(): Promise<void>
}

export const SessionContext = createContext<LoggedIn | null>(null)

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

export const useNotifications = (listener: (notification: UserNotification) => void): void => {
  const { live } = useSession()
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => live.onNotification(notification => latest.current(notification)), [live])
}
