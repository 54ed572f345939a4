/** What the people of the example world are called, where they are and what they ask for. */

export interface Persona {
  /** A short word for the person. */
  key: string
  email: string
  fullName: string
  contactInfo: string
  /** What they are good for in a demo. */
  part: string
}

/** What people say of each other when a gig is done; most are content. */
export const opinions: readonly { rating: number; comment: string }[] = [
  { rating: 5, comment: 'Excellent work! Very professional and on time.' },
  { rating: 5, comment: 'สุภาพมาก ทำงานเรียบร้อย แนะนำเลยค่ะ 🙏' },
  { rating: 5, comment: 'Friendly, quick and careful with the furniture.' },
  { rating: 4, comment: 'Good work, but arrived 15 minutes late.' },
  { rating: 4, comment: 'All done as agreed. Clear directions to the place would have helped.' },
  { rating: 3, comment: 'It was fine in the end, though it took longer than planned.' },
]

/** Everybody in the example world has this password. */
export const demoPassword = 'demo-password'

/** The people whose logins are printed. */
export const personas: readonly Persona[] = [
  {
    key: 'somchai',
    email: 'somchai@example.com',
    fullName: 'สมชาย ใจดี (Somchai)',
    contactInfo: 'line:somchai.jaidee',
    part: 'a seeker who posts gigs',
  },
  {
    key: 'mali',
    email: 'mali@example.com',
    fullName: 'มะลิ ศรีสุข (Mali)',
    contactInfo: 'phone:+66812345678',
    part: 'a helper who takes gigs',
  },
  {
    key: 'new',
    email: 'john@example.com',
    fullName: 'John Doe',
    contactInfo: 'phone:+1234567890',
    part: 'a newcomer with nothing yet',
  },
]

export const firstNames = [
  'Anong',
  'Arthit',
  'Chai',
  'Daeng',
  'Emma',
  'Fah',
  'Ganya',
  'Hannah',
  'Intira',
  'James',
  'Kanda',
  'Lek',
  'Malee',
  'Narong',
  'Nok',
  'Oliver',
  'Ploy',
  'Prasert',
  'Ratana',
  'Sirin',
  'Suda',
  'Tanawat',
  'Ubon',
  'Wichai',
  'กานดา',
  'จันทร์',
  'ชูใจ',
  'ดวงใจ',
  'ธนา',
  'นภา',
  'ปิติ',
  'พิมพ์',
  'มานี',
  'วีระ',
  'สุดา',
  'อรุณ',
] as const

export const lastNames = [
  'Boonmee',
  'Charoen',
  'Kaewmanee',
  'Miller',
  'Phromma',
  'Rattanakul',
  'Saetang',
  'Smith',
  'Srisawat',
  'Thongchai',
  'Wongsa',
  'แก้วมณี',
  'ทองดี',
  'บุญมา',
  'ศรีสุข',
  'สุวรรณ',
] as const

export interface Neighbourhood {
  name: string
  latitude: number
  longitude: number
}

/** Around Bangkok, from the old town to Bang Na. */
export const neighbourhoods: readonly Neighbourhood[] = [
  { name: 'Ari, Phaya Thai', latitude: 13.7797, longitude: 100.5446 },
  { name: 'Thong Lo, Watthana', latitude: 13.7307, longitude: 100.5822 },
  { name: 'Ekkamai, Watthana', latitude: 13.7195, longitude: 100.5852 },
  { name: 'Silom, Bang Rak', latitude: 13.7286, longitude: 100.5342 },
  { name: 'Sathon', latitude: 13.7213, longitude: 100.5288 },
  { name: 'Siam, Pathum Wan', latitude: 13.7456, longitude: 100.5341 },
  { name: 'Ratchathewi', latitude: 13.7519, longitude: 100.5316 },
  { name: 'Lat Phrao', latitude: 13.8065, longitude: 100.5735 },
  { name: 'Chatuchak', latitude: 13.8022, longitude: 100.5538 },
  { name: 'Bang Na', latitude: 13.6682, longitude: 100.6046 },
  { name: 'On Nut, Suan Luang', latitude: 13.7056, longitude: 100.6011 },
  { name: 'Rama 9, Huai Khwang', latitude: 13.7575, longitude: 100.5652 },
  { name: 'เยาวราช สัมพันธวงศ์', latitude: 13.7409, longitude: 100.5089 },
  { name: 'ถนนข้าวสาร พระนคร', latitude: 13.7589, longitude: 100.4971 },
  { name: 'ดุสิต', latitude: 13.7744, longitude: 100.5153 },
  { name: 'ปิ่นเกล้า บางกอกน้อย', latitude: 13.7786, longitude: 100.4765 },
  { name: 'วงเวียนใหญ่ ธนบุรี', latitude: 13.7264, longitude: 100.4931 },
  { name: 'คลองสาน', latitude: 13.7308, longitude: 100.5095 },
]

export interface Task {
  title: string
  description: string
  hours: readonly [number, number]
  /** Baht an hour. */
  hourlyBaht: readonly [number, number]
}

export const tasks: readonly Task[] = [
  {
    title: 'Help move furniture',
    description:
      'Need help moving a sofa and a dining table to a new apartment. There is a lift in both buildings.',
    hours: [2, 5],
    hourlyBaht: [250, 500],
  },
  {
    title: 'Clean a one-bedroom condo',
    description: 'Kitchen, bathroom, floors and windows. All cleaning supplies are here.',
    hours: [2, 4],
    hourlyBaht: [180, 300],
  },
  {
    title: 'Walk two friendly dogs',
    description: 'Two golden retrievers, one hour in the morning and one in the evening. They love the park.',
    hours: [1, 2],
    hourlyBaht: [150, 300],
  },
  {
    title: 'Fix a leaking tap',
    description: 'The kitchen tap drips day and night. Please bring your own tools.',
    hours: [1, 2],
    hourlyBaht: [300, 600],
  },
  {
    title: 'English conversation practice',
    description: 'I have a job interview next week and would like to practise speaking. Any café is fine.',
    hours: [1, 3],
    hourlyBaht: [300, 700],
  },
  {
    title: 'Assemble a wardrobe',
    description: 'A flat-pack wardrobe with three doors. The instructions are there, the patience is not.',
    hours: [2, 4],
    hourlyBaht: [200, 450],
  },
  {
    title: 'Photos at a birthday party',
    description: 'A small party with twenty guests. About a hundred edited pictures are enough.',
    hours: [3, 5],
    hourlyBaht: [500, 1200],
  },
  {
    title: 'Set up a home Wi-Fi network',
    description: 'A new router and two repeaters. The bedroom has no signal at all.',
    hours: [1, 3],
    hourlyBaht: [300, 600],
  },
  {
    title: 'Water the plants for a weekend',
    description: 'Forty pots on a balcony, once a day from Friday to Sunday.',
    hours: [1, 3],
    hourlyBaht: [120, 250],
  },
  {
    title: 'Translate at the immigration office',
    description: 'Thai to English, for a visa extension. It usually takes the whole morning.',
    hours: [3, 5],
    hourlyBaht: [300, 500],
  },
  {
    title: 'ช่วยขนของย้ายห้อง',
    description: 'มีกล่องประมาณ 15 กล่อง ตู้เย็นเล็กหนึ่งตู้ ย้ายจากชั้น 4 ลงมาขึ้นรถกระบะ มีลิฟต์',
    hours: [2, 4],
    hourlyBaht: [200, 400],
  },
  {
    title: 'ล้างแอร์ 2 เครื่อง',
    description: 'แอร์ติดผนังสองเครื่อง ไม่ได้ล้างมาเกือบปี ขอคนที่มีอุปกรณ์ครบ',
    hours: [1, 3],
    hourlyBaht: [350, 600],
  },
  {
    title: 'ต่อคิวซื้อขนมให้หน่อย',
    description: 'ร้านดังเปิดสิบโมง ขอ 3 กล่อง รสอะไรก็ได้ แล้วส่งต่อให้ที่คอนโดใกล้ BTS',
    hours: [1, 2],
    hourlyBaht: [150, 250],
  },
  {
    title: 'สอนการบ้านคณิต ป.5',
    description: 'ลูกชายติดเรื่องเศษส่วน อยากได้พี่ใจเย็น ๆ มาสอนที่บ้าน',
    hours: [1, 2],
    hourlyBaht: [250, 450],
  },
  {
    title: 'ดูแลคุณยายครึ่งวัน',
    description: 'คุณยายเดินได้ปกติ แค่อยากให้มีคนอยู่เป็นเพื่อน ทานข้าว และพาเดินเล่น',
    hours: [4, 6],
    hourlyBaht: [150, 250],
  },
  {
    title: 'ซักรีดเสื้อผ้า 20 ชิ้น',
    description: 'รับผ้าที่คอนโด ส่งคืนภายในวันถัดไป ขอพับให้เรียบร้อยด้วย',
    hours: [2, 4],
    hourlyBaht: [120, 200],
  },
]

/** What a helper and a seeker say to each other when a gig has been accepted; the helper begins, and they take turns. */
export const talks: readonly (readonly string[])[] = [
  [
    'สวัสดีค่ะ I have just accepted your gig. When should I come?',
    'Great, thank you! Would the morning be all right?',
    'Yes. Is there a place to park a motorbike?',
    'Right in front of the building. Call me when you are there.',
    'See you then 🛵',
  ],
  ['Hello! I live five minutes away.', 'Perfect. Please bring your own tools if you can.', 'I will 👍'],
  [
    'Hi, I can do this. Is there anything I should know before?',
    'The lift is out of order, it is on the third floor. Is that a problem?',
    'No problem at all.',
  ],
  ['On my way, I will be there in 10 minutes.', 'ขอบคุณครับ'],
]
