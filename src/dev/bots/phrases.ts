import type { Language } from '../seed/templates.ts'

/** Thai ones have no politeness particles, because those depend on the speaker's gender. */

/** Thai if the title or the description has any Thai. */
export const languageOf = ({ title, description }: { title: string; description: string }): Language =>
  /\p{Script=Thai}/u.test(title + description) ? 'thai' : 'english'

export type PhraseVariants = Record<Language, readonly string[]>

export const helperPhrases = {
  hello: {
    thai: ['สวัสดี รับงานนี้ให้แล้วนะ 😊', 'สวัสดี เดี๋ยวไปช่วยเอง อยู่ใกล้ ๆ นี่เอง'],
    english: ['Hi, I have taken your gig 😊', 'Hello! I live close by and can do this.'],
  },
  haggle: {
    thai: ['งานนี้ขอเพิ่มอีกนิดได้ไหม {amount} บาทน้อยไปหน่อย'],
    english: ['Could you add a little? {amount} baht is not much for this.'],
  },
  giveIn: {
    thai: ['โอเค งั้น {amount} บาทตามเดิมก็ได้'],
    english: ['All right, let us keep it at {amount} baht.'],
  },
  askEscrow: {
    thai: ['รบกวนวางเงิน {amount} บาทไว้ในระบบก่อนนะ แล้วจะออกไปเลย'],
    english: ['Please put the {amount} baht into escrow, then I will set off.'],
  },
  remindEscrow: {
    thai: ['ยังไม่เห็นเงินเข้าระบบเลย ฝากเช็กให้หน่อยนะ'],
    english: ['I do not see the money in escrow yet. Could you have a look?'],
  },
  onMyWay: {
    thai: ['กำลังออกไปแล้ว อีกสักสิบนาทีถึง 🛵', 'ออกเดินทางแล้ว เดี๋ยวเจอกัน'],
    english: ['On my way, I will be there in ten minutes 🛵', 'Setting off now, see you soon.'],
  },
  picture: {
    thai: ['ตอนนี้เป็นแบบนี้ ใกล้เสร็จแล้ว 📷', 'ส่งรูปให้ดูก่อนนะ'],
    english: ['This is how it looks now, nearly there 📷', 'Here is a picture for you.'],
  },
  done: {
    thai: ['เสร็จแล้ว ลองดูนะ ถ้าโอเคฝากจ่ายและกดปล่อยเงินให้ด้วย'],
    english: ['All done! When you are happy with it, please pay and release the money.'],
  },
  sorry: {
    thai: ['ขอโทษจริง ๆ มีเรื่องด่วนเข้ามา ขอยกเลิกก่อนนะ 😔'],
    english: ['I am really sorry, something has come up. I have to cancel 😔'],
  },
  thanks: {
    thai: ['ได้รับเงินแล้ว ขอบคุณมากนะ 🙏', 'เงินเข้าแล้ว ขอบคุณ ไว้เรียกใช้อีกนะ'],
    english: ['The money has arrived, thank you very much 🙏', 'Got it, thanks! Call me any time.'],
  },
  noHurry: {
    thai: ['เรื่องเงินไม่รีบนะ สะดวกเมื่อไรค่อยจ่าย'],
    english: ['No hurry with the payment, whenever it suits you.'],
  },
  pity: {
    thai: ['ไม่เป็นไร ไว้โอกาสหน้านะ'],
    english: ['No problem, maybe next time.'],
  },
} satisfies Record<string, PhraseVariants>

export const seekerPhrases = {
  hello: {
    thai: ['ขอบคุณที่รับงานนะ 😊', 'ดีใจจังที่มีคนมาช่วย'],
    english: ['Thank you for taking it 😊', 'Great, I am glad that you can help.'],
  },
  haggle: {
    thai: ['ขอลดจาก {amount} บาทลงอีกนิดได้ไหม'],
    english: ['Would you do it for a little less than {amount} baht?'],
  },
  giveIn: {
    thai: ['ได้ งั้น {amount} บาทตามเดิม'],
    english: ['Fine, {amount} baht it is.'],
  },
  paid: {
    thai: ['วางเงิน {amount} บาทไว้ในระบบแล้วนะ เริ่มได้เลย'],
    english: ['I have put the {amount} baht into escrow. You can begin whenever you like.'],
  },
  begun: {
    thai: ['เยี่ยมเลย ถ้าติดขัดอะไรบอกได้นะ', 'ขอบคุณ มีอะไรทักมาได้เลย'],
    english: [
      'Great, tell me when there is anything you need.',
      'Thanks! Just write if something is unclear.',
    ],
  },
  sorry: {
    thai: ['ขอโทษด้วยนะ มีธุระด่วน ต้องยกเลิกงานนี้ 😔'],
    english: ['I am sorry, my plans have changed. I have to cancel this 😔'],
  },
  thanks: {
    thai: ['เรียบร้อยมาก ปล่อยเงินให้แล้ว ขอบคุณนะ 🙏'],
    english: ['Well done, I have released the money. Thank you 🙏'],
  },
  pity: {
    thai: ['น่าเสียดาย ไว้โอกาสหน้านะ'],
    english: ['What a pity. Maybe another time.'],
  },
} satisfies Record<string, PhraseVariants>

export const reviewComments: Record<'warm' | 'stern', PhraseVariants> = {
  warm: {
    thai: ['คุยง่าย นัดตรงเวลา แนะนำเลย', 'ทุกอย่างเรียบร้อยดี ขอบคุณมาก'],
    english: ['Friendly, clear and on time. Recommended.', 'Everything went well, thank you.'],
  },
  stern: {
    thai: ['ไม่เป็นไปตามที่ตกลงกันไว้ ผิดหวัง', 'ตอบช้าและไม่ใส่ใจ คงไม่ใช้บริการอีก'],
    english: ['Not what we had agreed on. Disappointing.', 'Slow to answer and careless. Never again.'],
  },
}
