import type { ComponentType } from 'preact'
import type { Dictionary } from '../shared/language.tsx'

export type Tab = 'map' | 'gigs' | 'post' | 'chat' | 'me'

export interface ScreenProps {
  params: Readonly<Record<string, string>>
  query: URLSearchParams
}

/** For people who are logged in. */
export interface Screen {
  /** Such as `/gigs/:gig_id`. */
  path: string
  tab: Tab | null
  title: Dictionary<string>
  /** For the arrow back if the screen was opened first; null for the screens of the tabs. */
  parent: string | null
  view: ComponentType<ScreenProps>
  /** Fills the height and scrolls by itself, as the map and a chat do. */
  isFull?: boolean
}
