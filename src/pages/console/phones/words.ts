import { defineWords } from '../../shared/language.tsx'

export const phoneWords = defineWords({
  en: {
    phone: (n: number) => `Phone ${n}`,
    who: 'Who',
    nobody: 'Nobody',
    howMany: 'How many phones',
    network: 'Network',
    networkOf: (n: number) => `Network of phone ${n}`,
    networkHint: 'A phone has a network of its own once somebody is logged in.',
    restart: 'Load again',
    restartPhone: (n: number) => `Load phone ${n} again`,
    screen: (n: number, name: string) => `Screen of phone ${n}: ${name}`,
  },
  th: {
    phone: n => `โทรศัพท์ ${n}`,
    who: 'ใคร',
    nobody: 'ไม่มีใคร',
    howMany: 'จำนวนโทรศัพท์',
    network: 'เครือข่าย',
    networkOf: n => `เครือข่ายของโทรศัพท์ ${n}`,
    networkHint: 'โทรศัพท์มีเครือข่ายของตนเองเมื่อมีคนเข้าสู่ระบบ',
    restart: 'โหลดใหม่',
    restartPhone: n => `โหลดโทรศัพท์ ${n} ใหม่`,
    screen: (n, name) => `หน้าจอของโทรศัพท์ ${n}: ${name}`,
  },
})
