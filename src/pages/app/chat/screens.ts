import type { Screen } from '../screen.ts'
import { RoomScreen } from './room-screen.tsx'
import { RoomsScreen } from './rooms-screen.tsx'

export const chatScreens: readonly Screen[] = [
  { path: '/chat', tab: 'chat', title: { en: 'Chats', th: 'แชต' }, parent: null, view: RoomsScreen },
  {
    path: '/chat/:room_id',
    tab: 'chat',
    title: { en: 'Chat', th: 'แชต' },
    parent: '/chat',
    view: RoomScreen,
    isFull: true,
  },
]
