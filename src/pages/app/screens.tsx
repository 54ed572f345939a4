import { HomeScreen } from './home-screen.tsx'
import { MeScreen } from './me-screen.tsx'
import type { Screen } from './screen.ts'

/** Every screen. The first whose path fits is shown. */
export const screens: readonly Screen[] = [
  {
    path: '/',
    tab: 'map',
    title: { en: 'Find', th: 'ค้นหา' },
    parent: null,
    view: HomeScreen,
    isFull: true,
  },
  { path: '/me', tab: 'me', title: { en: 'Me', th: 'ฉัน' }, parent: null, view: MeScreen },
]
