import type { Translations } from './translate.ts'

/** What the server says about a field that somebody fills in. */
export const thaiFieldErrors: Translations = [
  [/^This field is required\.$/, 'จำเป็นต้องกรอกช่องนี้'],
  [/^Must be text of at most (\d+) characters\.$/, 'ต้องยาวไม่เกิน $1 ตัวอักษร'],
  [/^Must be text of (\d+) to (\d+) characters\.$/, 'ต้องยาว $1 ถึง $2 ตัวอักษร'],
  [/^Must be an e-mail address such as (\S+)\.$/, 'ต้องเป็นอีเมล เช่น $1'],
  [/^Is wrong\.$/, 'ไม่ถูกต้อง'],
  [/^Must be a day .*$/, 'ต้องเป็นวันที่ที่มีจริง เช่น 2025-10-01'],
  [/^Must be at most (\d+) days after the first\.$/, 'ต้องไม่เกิน $1 วันหลังวันแรก'],
  [/^Must be a reference such as (\S+)\.$/, 'ต้องเป็นเลขอ้างอิง เช่น $1'],
  [/^Must be a UUID\.$/, 'ต้องเป็นรหัสแบบ UUID'],
  [/^Must be the six digits of the authenticator\.$/, 'ต้องเป็นตัวเลขหกหลักจากแอปยืนยันตัวตน'],
  [/^Is not the code of this moment\.$/, 'ไม่ใช่รหัสของขณะนี้'],
  [/^Must be a date and time .*$/, 'ต้องเป็นวันและเวลาที่มีจริง'],
  [/^Must be a (?:whole )?number from (\S+) to (\S+)\.$/, 'ต้องเป็นตัวเลขตั้งแต่ $1 ถึง $2'],
  [/^Must be an amount from (\S+) to (\S+) baht .*$/, 'ต้องเป็นจำนวนเงิน $1 ถึง $2 บาท ทศนิยมไม่เกินสองตำแหน่ง'],
  [/^Is one of the most common passwords\..*$/, 'รหัสผ่านนี้มีคนใช้มากเกินไป โปรดเลือกรหัสอื่น'],
]
