import type { GigRole } from '../../domain/gigs/gig.ts'
import type { SeededRandom } from '../../lib/random.ts'
import type { Language } from '../seed/templates.ts'
import type { PhraseVariants } from './phrases.ts'

interface Reply {
  pattern: RegExp
  answers: Record<GigRole, PhraseVariants>
}

const both = (thai: readonly string[], english: readonly string[]): Reply['answers'] => ({
  helper: { thai, english },
  seeker: { thai, english },
})

const replies: readonly Reply[] = [
  {
    pattern: /cancel|call (it|this) off|ยกเลิก/i,
    answers: both(['เข้าใจ ไม่เป็นไรเลย'], ['I understand, that is all right.']),
  },
  {
    pattern: /photo|picture|รูป|ภาพ/i,
    answers: {
      helper: {
        thai: ['ได้ เดี๋ยวส่งรูปให้ดูนะ'],
        english: ['Sure, I will send you a picture in a moment.'],
      },
      seeker: { thai: ['ขอบคุณ ถ้ามีรูปส่งมาดูได้เลย'], english: ['Thanks, a picture is always welcome.'] },
    },
  },
  {
    pattern: /\bpa(y|id|yment)\b|money|price|baht|escrow|release|เงิน|จ่าย|โอน|ราคา|บาท/i,
    answers: {
      helper: {
        thai: ['ตามที่ตกลงกันในประกาศเลย วางเงินไว้ในระบบได้เลยนะ'],
        english: ['The amount in the gig is fine. Escrow keeps it safe for both of us.'],
      },
      seeker: {
        thai: ['เรื่องเงินไม่ต้องห่วง งานเสร็จแล้วปล่อยให้ทันที'],
        english: ['Do not worry about the money: I release it as soon as the work is done.'],
      },
    },
  },
  {
    pattern: /\bwhen\b|what time|how long|\beta\b|\blate\b|\bsoon\b|กี่โมง|เมื่อไ|ถึงไหน|นานไหม|กี่นาที/i,
    answers: {
      helper: {
        thai: ['น่าจะถึงในสิบนาทีนะ'],
        english: ['I should be there in about ten minutes.'],
      },
      seeker: { thai: ['วันนี้ตอนไหนก็ได้'], english: ['Any time today is fine with me.'] },
    },
  },
  {
    pattern: /\bwhere\b|address|\bfloor\b|\bpark|locat|ที่ไหน|ตรงไหน|ที่อยู่|ชั้น|จอดรถ/i,
    answers: {
      helper: {
        thai: ['เห็นหมุดบนแผนที่แล้ว เดี๋ยวหาเจอ'],
        english: ['I see the pin on the map, I will find it.'],
      },
      seeker: {
        thai: ['ตามหมุดบนแผนที่เลย ถึงแล้วทักมานะ'],
        english: ['Right at the pin on the map. Write to me when you are there.'],
      },
    },
  },
  {
    pattern: /thank|\bthx\b|great|perfect|well done|ขอบคุณ|ขอบใจ|เยี่ยม|ดีมาก/i,
    answers: both(['ยินดีเลย 😊'], ['You are welcome 😊']),
  },
  {
    pattern: /^\s*(hi|hello|hey)\b|สวัสดี|หวัดดี/i,
    answers: both(['สวัสดี 👋'], ['Hello 👋']),
  },
  {
    pattern: /\?|ไหม|มั้ย|หรือเปล่า|รึเปล่า/,
    answers: both(['ได้ ไม่มีปัญหา', 'ได้เลย'], ['Yes, no problem.', 'Sure, that works for me.']),
  },
  {
    pattern: /^$/,
    answers: both(['เห็นรูปแล้ว ขอบคุณนะ'], ['I have seen the picture, thanks.']),
  },
]

const acknowledgements: PhraseVariants = {
  thai: ['โอเค รับทราบ 👍', 'ได้เลย เข้าใจแล้ว'],
  english: ['Okay, got it 👍', 'All right, understood.'],
}

/** `text` is empty for a message that is only a picture. */
export const replyTo = (text: string, role: GigRole, language: Language, random: SeededRandom): string => {
  const reply = replies.find(({ pattern }) => pattern.test(text))
  return random.pick((reply?.answers[role] ?? acknowledgements)[language])
}
