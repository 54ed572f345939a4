import { defineWords } from '../shared/language.tsx'

export const resetWords = defineWords({
  en: {
    title: 'Choose a new password',
    password: 'New password, at least 8 characters',
    save: 'Save the password',
    done: 'Your new password works from now on. You have been logged out everywhere.',
    noToken: 'This page is opened by a link from a mail or from the operator. Ask for a new link.',
  },
  th: {
    title: 'ตั้งรหัสผ่านใหม่',
    password: 'รหัสผ่านใหม่ อย่างน้อย 8 ตัวอักษร',
    save: 'บันทึกรหัสผ่าน',
    done: 'รหัสผ่านใหม่ใช้ได้แล้ว และคุณออกจากระบบแล้วในทุกอุปกรณ์',
    noToken: 'หน้านี้เปิดจากลิงก์ในอีเมลหรือจากผู้ดูแลระบบ โปรดขอลิงก์ใหม่',
  },
})
