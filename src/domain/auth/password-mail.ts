import type { Mail } from '../../mail/mailer.ts'

/** An account has no language. */
export const passwordMail = (to: string, url: string): Mail => ({
  to,
  subject: 'Chayenity: ตั้งรหัสผ่านใหม่ / choose a new password',
  text: `เปิดลิงก์นี้เพื่อตั้งรหัสผ่านใหม่ ลิงก์ใช้ได้ครั้งเดียว ภายใน 30 นาที

${url}

หากคุณไม่ได้ขอลิงก์นี้ ไม่ต้องทำอะไร รหัสผ่านของคุณยังคงเดิม


Open the link above to choose a new password. It works once, within 30 minutes.

If you did not ask for it, do nothing: your password stays as it is.
`,
})
