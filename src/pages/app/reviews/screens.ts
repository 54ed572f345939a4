import type { Screen } from '../screen.ts'
import { ReviewScreen } from './review-screen.tsx'

export const reviewScreens: readonly Screen[] = [
  {
    path: '/gigs/:gig_id/review',
    tab: 'gigs',
    title: { en: 'Review', th: 'รีวิว' },
    parent: '/my-gigs',
    view: ReviewScreen,
  },
]
