import type { Screen } from '../screen.ts'
import { HistoryScreen } from './history-screen.tsx'
import { PaymentScreen } from './payment-screen.tsx'

export const paymentScreens: readonly Screen[] = [
  {
    path: '/gigs/:gig_id/payment',
    tab: 'gigs',
    title: { en: 'Payment', th: 'การชำระเงิน' },
    parent: '/my-gigs',
    view: PaymentScreen,
  },
  {
    path: '/payments',
    tab: 'me',
    title: { en: 'Payments', th: 'การชำระเงิน' },
    parent: '/me',
    view: HistoryScreen,
  },
]
