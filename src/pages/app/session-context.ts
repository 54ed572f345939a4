import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Client, Profile } from '../../client/index.ts'

/** What every screen has. */
export interface LoggedIn {
  client: Client
  /** The person who is logged in. */
  user: Profile
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
