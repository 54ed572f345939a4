import type { UserId } from '../../domain/ids.ts'
import type { NamedPerson } from './names.ts'

/** The id, e-mail address and password are the same in all example data. */
export interface Persona extends NamedPerson {
  key: string
  id: UserId
  email: string
  contactInfo: string
  description: string
}

export const demoPassword = 'demo-password'

/** The hash of `demoPassword` is fixed: a random salt would change the data, and hashing takes long. */
export const demoPasswordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$LLeMC9QUQ4FUFy/ykGscGStAVKlTqaVdEiloHqBfeL0$PES9cRcH+vm/JRg5zskfeaUV2cJZQTOZe+VO//Fy/7Q'

const idOf = (number: number) => `00000000-0000-7000-8000-00000000000${number}` as UserId // fixed, and in the right form

export const newcomerKey = 'new'

export const personas: readonly Persona[] = [
  {
    key: 'somchai',
    id: idOf(1),
    email: 'somchai@example.com',
    fullName: 'สมชาย ใจดี (Somchai)',
    contactInfo: 'line:somchai.jaidee',
    description: 'a seeker who posts gigs',
    language: 'thai',
    gender: 'man',
  },
  {
    key: 'mali',
    id: idOf(2),
    email: 'mali@example.com',
    fullName: 'มะลิ ศรีสุข (Mali)',
    contactInfo: 'phone:+66812345678',
    description: 'a helper who takes gigs',
    language: 'thai',
    gender: 'woman',
  },
  {
    key: newcomerKey,
    id: idOf(3),
    email: 'john@example.com',
    fullName: 'John Doe',
    contactInfo: 'phone:+1234567890',
    description: 'a newcomer with nothing yet',
    language: 'english',
    gender: 'man',
  },
  {
    key: 'busy',
    id: idOf(4),
    email: 'busy@example.com',
    fullName: 'Nok Wongsa',
    contactInfo: 'line:nok.wongsa',
    description: 'somebody with rooms by the hundred',
    language: 'english',
    gender: 'woman',
  },
  {
    key: 'expired',
    id: idOf(5),
    email: 'expired@example.com',
    fullName: 'Ben Charoen',
    contactInfo: 'phone:+66898765432',
    description: 'somebody whose token from login-as is always expired',
    language: 'english',
    gender: 'man',
  },
]

export const residentEmail = (n: number): string => `person${n}@example.com`

export const isResidentEmail = (email: string): boolean => /^person\d+@example\.com$/.test(email)
