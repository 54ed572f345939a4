import { gigScreens } from './gigs/screens.ts'
import { MeScreen } from './me-screen.tsx'
import type { Screen } from './screen.ts'

/** Every screen. The first whose path fits is shown. */
export const screens: readonly Screen[] = [
  ...gigScreens,
  { path: '/me', tab: 'me', title: { en: 'Me', th: 'ฉัน' }, parent: null, view: MeScreen },
]
