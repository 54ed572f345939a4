import type { ComponentType } from 'preact'
import type { Dictionary } from '../shared/language.tsx'

export type Tab = 'map' | 'gigs' | 'post' | 'chat' | 'me'

export interface ScreenProps {
  /** The values of the `:names` in the path. */
  params: Readonly<Record<string, string>>
  query: URLSearchParams
}

/** One screen of the app. It is shown to people who are logged in. */
export interface Screen {
  /** Such as `/gigs/:gig_id`. */
  path: string
  /** The tab that is marked; null for none. */
  tab: Tab | null
  /** The name of the screen in each language: its heading and the title of the window. */
  title: Dictionary<string>
  /** Where the arrow back leads if the screen was opened first; null for the screens of the tabs, which have none. */
  parent: string | null
  view: ComponentType<ScreenProps>
  /** Fills the height and scrolls by itself, as the map and a chat do. */
  isFull?: boolean
}
