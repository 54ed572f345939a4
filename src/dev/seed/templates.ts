import type { SeededRandom } from '../../lib/random.ts'

export const languages = ['thai', 'english'] as const
export type Language = (typeof languages)[number]

export type Gender = 'woman' | 'man'

export interface Task {
  titles: readonly string[]
  /** The description has one sentence of each list. */
  sentences: readonly (readonly string[])[]
  /** One value is drawn per gig, so all texts of a gig agree. */
  slots: Readonly<Record<string, readonly string[]>>
  hours: readonly [min: number, max: number]
  hourlyBaht: readonly [min: number, max: number]
  questions: readonly (readonly [string, string])[]
}

export type SlotValues = Readonly<Record<string, string>>

/** In Thai, the word for `I` and the politeness particles depend on the speaker's gender. */
const speakerWords: Record<Gender, SlotValues> = {
  woman: { ค่ะ: 'ค่ะ', คะ: 'คะ', ฉัน: 'ฉัน' },
  man: { ค่ะ: 'ครับ', คะ: 'ครับ', ฉัน: 'ผม' },
}

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

export const drawSlotValues = (random: SeededRandom, slots: Task['slots']): SlotValues =>
  Object.fromEntries(Object.entries(slots).map(([slot, choices]) => [slot, random.pick(choices)]))

/** `{Thing}` is the value of `{thing}` with a capital letter. @throws Error for an unknown slot */
export const fillTemplate = (template: string, speaker: Gender, values: SlotValues): string =>
  template.replace(/\{([^}]+)\}/g, (_, slot: string) => {
    const value = speakerWords[speaker][slot] ?? values[slot]
    if (value !== undefined) return value
    const lowerCase = values[slot.charAt(0).toLowerCase() + slot.slice(1)]
    if (lowerCase === undefined) throw new Error(`The template "${template}" has the unknown slot "${slot}".`)
    return capitalise(lowerCase)
  })
