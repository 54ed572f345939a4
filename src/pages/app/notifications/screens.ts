import type { Screen } from '../screen.ts'
import { NotificationsScreen } from './notifications-screen.tsx'

export const notificationScreens: readonly Screen[] = [
  {
    path: '/notifications',
    tab: null,
    title: { en: 'Notifications', th: 'การแจ้งเตือน' },
    parent: '/',
    view: NotificationsScreen,
  },
]
