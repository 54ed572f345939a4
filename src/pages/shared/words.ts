import { defineWords } from './language.tsx'

export const sharedWords = defineWords({
  en: {
    waiting: 'Loading …',
    retry: 'Try again',
    more: 'Show more',
    shownOf: (shown: number, total: number) => `${shown} of ${total}`,
    close: 'Close',
    picture: 'Picture',
    elsewhere: (host: string) => `Picture at ${host}`,
    stars: (rating: string) => `${rating} of 5 stars`,
    verified: 'Verified',
    unexpected: 'Something went wrong.',
    retryAfter: (seconds: number) => `Try again in ${seconds} seconds.`,
    busy: 'Please wait …',
  },
  th: {
    waiting: 'กำลังโหลด …',
    retry: 'ลองอีกครั้ง',
    more: 'ดูเพิ่มเติม',
    shownOf: (shown, total) => `${shown} จาก ${total}`,
    close: 'ปิด',
    picture: 'รูปภาพ',
    elsewhere: host => `รูปภาพที่ ${host}`,
    stars: rating => `${rating} จาก 5 ดาว`,
    verified: 'ยืนยันตัวตนแล้ว',
    unexpected: 'มีบางอย่างผิดพลาด',
    retryAfter: seconds => `ลองอีกครั้งใน ${seconds} วินาที`,
    busy: 'โปรดรอสักครู่ …',
  },
})
