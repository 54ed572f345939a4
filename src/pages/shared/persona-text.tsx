import { defineWords, useWords } from './language.tsx'

const personaWords = defineWords({
  en: {
    somchai: 'a seeker who posts gigs',
    mali: 'a helper who takes gigs',
    new: 'a newcomer with nothing yet',
    busy: 'somebody with rooms by the hundred',
    expired: 'somebody whose token from login-as is always expired',
  },
  th: {
    somchai: 'ผู้จ้างที่ลงประกาศงาน',
    mali: 'ผู้ช่วยที่รับงาน',
    new: 'คนเพิ่งมาใหม่ ยังไม่มีอะไร',
    busy: 'คนที่มีห้องแชตเป็นร้อยห้อง',
    expired: 'คนที่ได้โทเคนหมดอายุเสมอจาก login-as',
  },
})

interface Props {
  persona: { key: string; description: string }
}

/** What a person of the example data is for. The server says it in English alone, and nothing of others. */
export const PersonaText = ({ persona: { key, description } }: Props) => {
  const texts = Object.entries(useWords(personaWords))
  if (description === '') return null
  const translated = texts.find(([name]) => name === key)?.[1]
  return (
    <span class="quiet" lang={translated === undefined ? 'en' : undefined}>
      {translated ?? description}
    </span>
  )
}
