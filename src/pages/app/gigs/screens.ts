import type { Screen } from '../screen.ts'
import { EditScreen } from './edit-screen.tsx'
import { FindScreen } from './find-screen.tsx'
import { GigScreen } from './gig-screen.tsx'
import { MyGigsScreen } from './my-gigs-screen.tsx'
import { PostScreen } from './post-screen.tsx'

export const gigScreens: readonly Screen[] = [
  {
    path: '/',
    tab: 'map',
    title: { en: 'Find', th: 'ค้นหา' },
    parent: null,
    view: FindScreen,
    isFull: true,
  },
  {
    path: '/my-gigs',
    tab: 'gigs',
    title: { en: 'My gigs', th: 'งานของฉัน' },
    parent: null,
    view: MyGigsScreen,
    isFull: true,
  },
  {
    path: '/post',
    tab: 'post',
    title: { en: 'Post a gig', th: 'ลงประกาศงาน' },
    parent: null,
    view: PostScreen,
  },
  {
    path: '/gigs/:gig_id',
    tab: null,
    title: { en: 'Gig', th: 'งาน' },
    parent: '/',
    view: GigScreen,
    isFull: true,
  },
  {
    path: '/gigs/:gig_id/edit',
    tab: null,
    title: { en: 'Change the gig', th: 'แก้ไขงาน' },
    parent: '/my-gigs',
    view: EditScreen,
  },
]
