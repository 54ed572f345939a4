import type { FailureCode } from '../../client/index.ts'

/**
 * In Thai what the server says in English, by the code of the error. Null where only the sentence of the server says what
 * is wrong.
 */
export const thaiErrors: Readonly<Record<FailureCode, string | null>> = {
  BAD_REQUEST: null,
  MISSING_ACCESS_TOKEN: 'ไม่มีโทเคนเดิม โปรดเข้าสู่ระบบอีกครั้ง',
  GIG_ALREADY_ACCEPTED: 'งานนี้ไม่เปิดรับแล้ว',
  GIG_NOT_PENDING: 'ทำได้เฉพาะเมื่องานยังเปิดรับอยู่',
  GIG_NOT_ACCEPTED: 'ชำระเงินได้เมื่อมีผู้ช่วยรับงานแล้ว',
  GIG_NOT_COMPLETED: 'รีวิวได้เมื่องานเสร็จแล้ว',
  INVALID_STATUS_TRANSITION: 'เปลี่ยนงานเป็นสถานะนั้นไม่ได้ในตอนนี้',
  USER_DISABLED: 'บัญชีของผู้ช่วยถูกปิดใช้งาน จึงจ่ายเงินให้ไม่ได้',
  CANNOT_ADD_SELF: 'เพิ่มตัวเองเป็นเพื่อนไม่ได้',
  INVALID_REVIEWEE: 'ผู้จ้างและผู้ช่วยของงานรีวิวกันและกันเท่านั้น',
  INVALID_RESET_TOKEN: 'ลิงก์ตั้งรหัสผ่านใหม่นี้ใช้ไม่ได้แล้ว',
  TRANSACTION_NOT_PENDING: 'ทำได้เฉพาะเมื่อเงินยังถูกพักไว้',
  ROOM_NOT_ACTIVE: 'ห้องแชทนี้สิ้นสุดแล้ว ส่งข้อความไม่ได้',
  NOT_AUTHENTICATED: 'โปรดเข้าสู่ระบบก่อน',
  INVALID_TOKEN: 'โปรดเข้าสู่ระบบอีกครั้ง',
  TOKEN_EXPIRED: 'เซสชันสิ้นสุดแล้ว โปรดเข้าสู่ระบบอีกครั้ง',
  INVALID_CREDENTIALS: 'รหัสผ่านหรือข้อมูลเข้าสู่ระบบไม่ถูกต้อง',
  INSUFFICIENT_PERMISSIONS: 'คุณไม่มีสิทธิ์ทำสิ่งนี้',
  ORIGIN_NOT_ALLOWED: 'คำขอนี้ไม่ได้มาจากหน้าของเซิร์ฟเวอร์นี้ โปรดโหลดหน้าใหม่',
  ACCOUNT_DISABLED: 'บัญชีนี้ถูกปิดใช้งาน โปรดติดต่อผู้ดูแล',
  RESOURCE_NOT_FOUND: 'ไม่พบข้อมูล หรือหมดเวลาแล้ว',
  METHOD_NOT_ALLOWED: 'เซิร์ฟเวอร์ไม่รู้จักคำขอนี้',
  REQUEST_TIMEOUT: 'ส่งข้อมูลนานเกินไป โปรดลองอีกครั้ง',
  EMAIL_ALREADY_EXISTS: 'อีเมลนี้ถูกใช้แล้ว',
  FILE_TOO_LARGE: 'ไฟล์ใหญ่เกินไป',
  STORAGE_QUOTA_EXCEEDED: 'พื้นที่เก็บไฟล์ของคุณเต็ม โปรดลบบางไฟล์ก่อน',
  MONEY_HELD: 'ยังมีเงินของบัญชีนี้ถูกพักไว้ ลบบัญชีได้เมื่อจ่ายหรือคืนเงินแล้ว',
  BUDDY_ALREADY_EXISTS: 'คนนี้อยู่ในรายชื่อเพื่อนของคุณแล้ว',
  REVIEW_ALREADY_EXISTS: 'คุณรีวิวงานนี้แล้ว',
  TRANSACTION_ALREADY_EXISTS: 'งานนี้ชำระเงินแล้ว หรือกำลังชำระอยู่',
  BODY_TOO_LARGE: 'ข้อมูลที่ส่งใหญ่เกินไป',
  INVALID_FILE_TYPE: 'ไฟล์นี้ไม่ใช่รูป JPEG, PNG, GIF หรือ WebP หรือไฟล์เสียหาย',
  UNSUPPORTED_ENCODING: 'เซิร์ฟเวอร์อ่านรูปแบบของข้อมูลนี้ไม่ได้',
  RANGE_NOT_SATISFIABLE: 'ไฟล์ไม่มีส่วนที่ขอ',
  VALIDATION_ERROR: 'บางช่องยังไม่ได้กรอกหรือไม่ถูกต้อง',
  IDEMPOTENCY_KEY_REUSED: 'คำขอนี้เคยส่งมาแล้วพร้อมข้อมูลอื่น โปรดลองอีกครั้ง',
  UPGRADE_REQUIRED: 'ที่อยู่นี้เป็น WebSocket',
  RATE_LIMITED: 'มีคำขอมากเกินไป โปรดลองอีกครั้งภายหลัง',
  INTERNAL_ERROR: 'เซิร์ฟเวอร์ขัดข้อง',
  OVERLOADED: 'เซิร์ฟเวอร์มีงานมากเกินไป โปรดลองอีกครั้งในอีกสักครู่',
  MAIL_UNAVAILABLE: 'เซิร์ฟเวอร์นี้ไม่ส่งอีเมล',
  STORAGE_FULL: 'ดิสก์ของเซิร์ฟเวอร์เต็ม โปรดลองบันทึกอีกครั้งภายหลัง',
  STORAGE_FAILED: 'บันทึกไม่ได้ในตอนนี้ ไม่มีอะไรเปลี่ยนแปลง',
  CONNECTION_FAILED: 'เชื่อมต่อเซิร์ฟเวอร์ไม่ได้',
  TIMED_OUT: 'เซิร์ฟเวอร์ตอบช้าเกินไป',
  UNREADABLE_RESPONSE: 'เชื่อมต่อเซิร์ฟเวอร์ไม่ได้',
}

/** What is wrong with a field, as forms of the pages meet it. `$1` and `$2` are the bounds. */
const thaiFieldErrors: readonly [message: RegExp, thai: string][] = [
  [/^This field is required\.$/, 'โปรดกรอกช่องนี้'],
  [/^Is wrong\.$/, 'ไม่ถูกต้อง'],
  [/^Must be text of (\d+) to (\d+) characters\.$/, 'ต้องมี $1 ถึง $2 ตัวอักษร'],
  [/^Must be text of at most (\d+) characters\.$/, 'ต้องไม่เกิน $1 ตัวอักษร'],
  [/^Must be an e-mail address such as (\S+)\.$/, 'ต้องเป็นอีเมล เช่น $1'],
  [/^Must be an amount from (\S+) to (\S+) baht .*$/, 'ต้องเป็นจำนวนเงิน $1 ถึง $2 บาท มีทศนิยมไม่เกินสองตำแหน่ง'],
  [/^Must be a (?:whole )?number from (\S+) to (\S+)\.$/, 'ต้องเป็นตัวเลข $1 ถึง $2'],
  [/^Must be a date and time .*$/, 'ต้องเป็นวันและเวลาที่มีอยู่จริง'],
  [/^Must be a day .*$/, 'ต้องเป็นวันที่ที่มีอยู่จริง เช่น 2025-10-01'],
  [/^Must be at most (\d+) days after the first\.$/, 'ต้องไม่เกิน $1 วันหลังวันแรก'],
  [/^Must be a reference such as (\S+)\.$/, 'ต้องเป็นเลขอ้างอิง เช่น $1'],
  [/^Must be a UUID\.$/, 'ต้องเป็นรหัสแบบ UUID'],
  [/^Must be the six digits of the authenticator\.$/, 'ต้องเป็นตัวเลขหกหลักจากแอปยืนยันตัวตน'],
  [/^Is not the code of this moment\.$/, 'ไม่ใช่รหัสของขณะนี้'],
  [/^Is one of the most common passwords\. .*$/, 'เป็นรหัสผ่านที่มีคนใช้มากเกินไป โปรดเลือกรหัสอื่น'],
]

/** In Thai what the server says about a field; null for what is not known here. */
export const thaiFieldErrorOf = (message: string): string | null => {
  const known = thaiFieldErrors.find(([form]) => form.test(message))
  return known ? message.replace(...known) : null
}
