import type { Translations } from '../../shared/translate.ts'

export const thaiNotifications: Translations = [
  [/^A helper has accepted "(.*)"\.$/s, 'มีคนรับงาน “$1” แล้ว'],
  [/^Work on "(.*)" has begun\.$/s, 'เริ่มทำงาน “$1” แล้ว'],
  [/^"(.*)" is completed\.$/s, 'งาน “$1” เสร็จแล้ว'],
  [/^"(.*)" is cancelled\.$/s, 'งาน “$1” ถูกยกเลิก'],
  [/^The payment for "(.*)" is held in escrow\.$/s, 'เงินค่างาน “$1” พักไว้แล้ว'],
  [/^The payment for "(.*)" was released\.$/s, 'จ่ายเงินค่างาน “$1” แล้ว'],
  [/^The payment for "(.*)" was cancelled\.$/s, 'ยกเลิกการชำระเงินค่างาน “$1” แล้ว'],
  [/^The payment for "(.*)" was declined\.$/s, 'การชำระเงินค่างาน “$1” ถูกปฏิเสธ'],
  [/^You were given (\d) of 5 stars for "(.*)"\.$/s, 'คุณได้ $1 จาก 5 ดาวจากงาน “$2”'],
]
