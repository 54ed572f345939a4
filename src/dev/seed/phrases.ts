import type { Language } from './templates.ts'

/** Lists go from one star to five. */
type ByStars = readonly [
  one: readonly string[],
  two: readonly string[],
  three: readonly string[],
  four: readonly string[],
  five: readonly string[],
]

/** For any gig. They may use the slots of the task, and {time}, the start of the gig. */
export interface Phrases {
  /** {place} is a neighbourhood, {number} a house number, {soi} a side street. */
  addresses: readonly string[]
  greetings: readonly string[]
  welcomes: readonly string[]
  /** The helper proposes a time, the seeker agrees. */
  arrangements: readonly (readonly [string, string])[]
  arrivals: readonly string[]
  thanks: readonly string[]
  opinions: ByStars
  impressions: ByStars
  reasons: readonly string[]
  notes: readonly string[]
  clientNotes: readonly string[]
}

const english: Phrases = {
  addresses: [
    '{number} Soi {soi}, {place}',
    'Soi {soi}, {place}, blue gate on the left',
    '{place}, the condo opposite the pharmacy',
    '{place}, next to the laundry, number {number}',
    'Room {number}, {place}, ask the guard',
    '{number}/{soi} Main Road, {place}',
  ],
  greetings: [
    'Hello! I have just accepted your gig.',
    'Hi, I can do this. I live ten minutes away.',
    'Good to meet you! I have done this many times.',
    'Hi there, thanks for posting this.',
  ],
  welcomes: [
    'Great, thank you!',
    'That was quick! Thank you.',
    'Hello, nice to meet you.',
    'Perfect, you save my week.',
  ],
  arrangements: [
    ['Is {time} still all right?', '{time} is perfect.'],
    ['I will be there at {time}.', 'See you then. Call me when you are at the gate.'],
    ['Shall I come a little before {time}?', 'Five minutes before is fine.'],
  ],
  arrivals: [
    'I am here 🛵',
    'On my way, ten minutes.',
    'I am in front of the building.',
    'Nearly there, small traffic jam.',
  ],
  thanks: [
    'Thank you, it looks great!',
    'All good, thanks a lot 🙏',
    'Great job. I will release the money now.',
    'Thanks! I will call you again.',
  ],
  opinions: [
    [
      'Did not show up until I called three times.',
      'Half of it was left undone and nobody answered any more.',
    ],
    ['An hour late, and in a hurry from then on.', 'Not as agreed. I had to finish it myself.'],
    [
      'It was fine in the end, though it took longer than planned.',
      'Friendly, but not very careful.',
      'All right for the price.',
    ],
    [
      'Good work, but arrived 15 minutes late.',
      'All done as agreed. Clear directions would have helped.',
      'Polite and quick. A small thing had to be redone.',
    ],
    [
      'Excellent work! Very professional and on time.',
      'Friendly, quick and careful.',
      'Would book again at any time.',
      'Even better than I had hoped.',
      'Easy to talk to, and everything was as agreed.',
    ],
  ],
  impressions: [
    ['Nobody opened the door for half an hour.', 'Rude, and wanted twice the work.'],
    ['The work was not what the gig said.'],
    ['Fine, but the address was hard to find.', 'All right, but paid late.'],
    ['Nice people. A parking place would have helped.', 'Clear instructions, friendly.'],
    [
      'Everything as described, and paid at once.',
      'Kind, and there was even coffee.',
      'A pleasure to work for.',
    ],
  ],
  reasons: ['Gig completed successfully', 'All done, thank you', 'Work checked and fine'],
  notes: [
    'Great helper, very reliable',
    'Lives close by',
    'Call again for the next move',
    'Speaks English well',
  ],
  clientNotes: ['Pays at once', 'Friendly, explains everything', 'Has work every month'],
}

const thai: Phrases = {
  addresses: [
    '{number} ซอย {soi} {place}',
    'ซอย {soi} {place} ประตูสีฟ้าซ้ายมือ',
    '{place} คอนโดตรงข้ามร้านยา',
    '{place} ข้างร้านซักผ้า บ้านเลขที่ {number}',
    'ห้อง {number} {place} แจ้งยามได้เลย',
    '{number}/{soi} ถนนใหญ่ {place}',
  ],
  greetings: [
    'สวัสดี{ค่ะ} รับงานแล้วนะ{คะ}',
    'สวัสดี{ค่ะ} {ฉัน}อยู่ใกล้ ๆ สิบนาทีถึง',
    'ยินดี{ค่ะ} งานแบบนี้เคยทำบ่อย',
    'สวัสดี{ค่ะ} ขอบคุณที่ลงงานนะ{คะ}',
  ],
  welcomes: ['ขอบคุณมาก{ค่ะ}', 'เร็วมากเลย ขอบคุณ{ค่ะ}', 'สวัสดี{ค่ะ} ยินดีที่ได้รู้จัก', 'ช่วยชีวิตไว้เลย{ค่ะ}'],
  arrangements: [
    ['เจอกัน {time} น. เหมือนเดิมใช่ไหม{คะ}', 'ใช่{ค่ะ} {time} น.'],
    ['จะไปถึงประมาณ {time} น. นะ{คะ}', 'ได้{ค่ะ} ถึงหน้าประตูแล้วโทรมาได้เลย'],
    ['ไปก่อน {time} น. สักหน่อยได้ไหม{คะ}', 'ได้{ค่ะ} ก่อนสักห้านาที'],
  ],
  arrivals: ['ถึงแล้ว{ค่ะ} 🛵', 'กำลังไป{ค่ะ} อีกสิบนาที', 'อยู่หน้าตึกแล้ว{ค่ะ}', 'ใกล้ถึงแล้ว รถติดนิดหน่อย{ค่ะ}'],
  thanks: [
    'เรียบร้อยมาก ขอบคุณ{ค่ะ}',
    'ขอบคุณมากนะ{คะ} 🙏',
    'งานดีมาก เดี๋ยวปล่อยเงินให้เลย{ค่ะ}',
    'ไว้คราวหน้าเรียกอีกนะ{คะ}',
  ],
  opinions: [
    ['นัดแล้วไม่มา ต้องโทรตามสามรอบ', 'ทำครึ่งเดียวแล้วหายไปเลย'],
    ['มาสายเป็นชั่วโมงแล้วรีบทำรีบกลับ', 'ไม่ตรงตามที่ตกลง ต้องทำต่อเอง'],
    ['โดยรวมพอใช้ได้ แต่ใช้เวลานานกว่าที่คิด', 'คุยดี แต่งานไม่ค่อยละเอียด', 'สมราคา{ค่ะ}'],
    ['งานดี แต่มาสายนิดหน่อย', 'ครบตามที่ตกลง ถ้าบอกทางชัดกว่านี้จะดีมาก', 'สุภาพ ทำเร็ว มีแก้เล็กน้อย'],
    [
      'สุภาพมาก ทำงานเรียบร้อย แนะนำเลย{ค่ะ} 🙏',
      'ตรงเวลา ละเอียด ประทับใจมาก',
      'คุยง่าย ใจดี ไว้จ้างอีกแน่นอน',
      'ดีเกินคาด{ค่ะ}',
      'เยี่ยมมาก จบงานสวย',
    ],
  ],
  impressions: [
    ['รอหน้าประตูครึ่งชั่วโมง ไม่มีใครมาเปิด', 'พูดไม่ดี สั่งงานเพิ่มไม่หยุด'],
    ['งานจริงไม่ตรงกับที่ลงไว้'],
    ['โอเค แต่บ้านหายากมาก', 'ใช้ได้ แต่จ่ายช้า'],
    ['เจ้าของงานใจดี ถ้ามีที่จอดรถจะดีมาก', 'บอกงานชัดเจน เป็นกันเอง'],
    ['งานตรงตามที่ลง จ่ายไว', 'ใจดีมาก มีกาแฟเลี้ยงด้วย', 'ยินดีรับงานอีก{ค่ะ}'],
  ],
  reasons: ['งานเสร็จเรียบร้อย', 'ครบตามตกลง ขอบคุณ{ค่ะ}', 'ตรวจงานแล้ว'],
  notes: ['ไว้ใจได้ ทำงานดี', 'บ้านอยู่ใกล้กัน', 'ไว้เรียกคราวหน้า', 'ใจเย็น คุยง่าย'],
  clientNotes: ['จ่ายเงินทันที', 'ใจดี อธิบายงานละเอียด', 'มีงานให้ทำทุกเดือน'],
}

export const phrasesOf: Record<Language, Phrases> = { english, thai }
