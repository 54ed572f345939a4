import type { UserId } from '../../domain/ids.ts'
import type { NamedSomebody } from './names.ts'

/** Somebody whose id, e-mail address and password are the same in every world. */
export interface Persona extends NamedSomebody {
  /** A short word for the person. */
  key: string
  id: UserId
  email: string
  contactInfo: string
  /** What they are good for in a demo. */
  part: string
}

/** Everybody in the example world has this password. */
export const demoPassword = 'demo-password'

/** The hash of `demoPassword`, made once: a salt drawn anew would give other bytes each time, and hundreds take long. */
export const demoPasswordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$LLeMC9QUQ4FUFy/ykGscGStAVKlTqaVdEiloHqBfeL0$PES9cRcH+vm/JRg5zskfeaUV2cJZQTOZe+VO//Fy/7Q'

const idOf = (number: number) => `00000000-0000-7000-8000-00000000000${number}` as UserId // fixed, and in the right form

/** The key of the persona who comes last, when everything else has happened. */
export const newcomer = 'new'

/** The people whose logins are printed. */
export const personas: readonly Persona[] = [
  {
    key: 'somchai',
    id: idOf(1),
    email: 'somchai@example.com',
    fullName: 'สมชาย ใจดี (Somchai)',
    contactInfo: 'line:somchai.jaidee',
    part: 'a seeker who posts gigs',
    language: 'thai',
    gender: 'man',
  },
  {
    key: 'mali',
    id: idOf(2),
    email: 'mali@example.com',
    fullName: 'มะลิ ศรีสุข (Mali)',
    contactInfo: 'phone:+66812345678',
    part: 'a helper who takes gigs',
    language: 'thai',
    gender: 'woman',
  },
  {
    key: newcomer,
    id: idOf(3),
    email: 'john@example.com',
    fullName: 'John Doe',
    contactInfo: 'phone:+1234567890',
    part: 'a newcomer with nothing yet',
    language: 'english',
    gender: 'man',
  },
  {
    key: 'busy',
    id: idOf(4),
    email: 'busy@example.com',
    fullName: 'Nok Wongsa',
    contactInfo: 'line:nok.wongsa',
    part: 'somebody with rooms by the hundred',
    language: 'english',
    gender: 'woman',
  },
  {
    key: 'expired',
    id: idOf(5),
    email: 'expired@example.com',
    fullName: 'Ben Charoen',
    contactInfo: 'phone:+66898765432',
    part: 'somebody whose token is always expired',
    language: 'english',
    gender: 'man',
  },
]

/** The e-mail address of the nth of the others, counted from 1. */
export const townspersonEmail = (n: number): string => `person${n}@example.com`

/** Whether an e-mail address belongs to one of the people of the example world beside the personas. */
export const isTownsperson = (email: string): boolean => /^person\d+@example\.com$/.test(email)
