import type { Screen } from '../screen.ts'
import { BuddiesScreen } from './buddies-screen.tsx'
import { EditScreen } from './edit-screen.tsx'
import { MeScreen } from './me-screen.tsx'
import { PasswordScreen } from './password-screen.tsx'
import { PersonScreen } from './person-screen.tsx'
import { PlaceScreen } from './place-screen.tsx'

export const peopleScreens: readonly Screen[] = [
  { path: '/me', tab: 'me', title: { en: 'Me', th: 'ฉัน' }, parent: null, view: MeScreen },
  {
    path: '/me/edit',
    tab: 'me',
    title: { en: 'My profile', th: 'โปรไฟล์ของฉัน' },
    parent: '/me',
    view: EditScreen,
  },
  {
    path: '/me/place',
    tab: 'me',
    title: { en: 'My place', th: 'ตำแหน่งของฉัน' },
    parent: '/me',
    view: PlaceScreen,
  },
  {
    path: '/me/password',
    tab: 'me',
    title: { en: 'Password', th: 'รหัสผ่าน' },
    parent: '/me',
    view: PasswordScreen,
  },
  {
    path: '/buddies',
    tab: 'me',
    title: { en: 'Buddies', th: 'เพื่อนช่วยงาน' },
    parent: '/me',
    view: BuddiesScreen,
  },
  {
    path: '/people/:user_id',
    tab: null,
    title: { en: 'Profile', th: 'โปรไฟล์' },
    parent: '/',
    view: PersonScreen,
  },
]
