import { defineWords } from '../../shared/language.tsx'

export const notificationWords = defineWords({
  en: {
    list: 'Notifications',
    none: 'Nothing yet. What concerns you appears here at once.',
    unread: 'New',
    types: {
      gig_accepted: 'Accepted',
      gig_status_changed: 'News of a gig',
      new_message: 'Message',
      review_received: 'Review',
      payment_moved: 'Payment',
    },
  },
  th: {
    list: 'การแจ้งเตือน',
    none: 'ยังไม่มีอะไร เรื่องของคุณจะปรากฏที่นี่ทันที',
    unread: 'ใหม่',
    types: {
      gig_accepted: 'มีคนรับงาน',
      gig_status_changed: 'ความคืบหน้าของงาน',
      new_message: 'ข้อความ',
      review_received: 'รีวิว',
      payment_moved: 'การชำระเงิน',
    },
  },
})
