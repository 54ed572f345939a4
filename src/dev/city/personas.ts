export interface Persona {
  /** A short word for the person. */
  key: string
  email: string
  fullName: string
  contactInfo: string
  /** What they are good for in a demo. */
  part: string
}

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
