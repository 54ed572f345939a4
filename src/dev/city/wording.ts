import type { SeededRandom } from '../../lib/random.ts'

export const languages = ['thai', 'english'] as const
export type Language = (typeof languages)[number]

export type Gender = 'woman' | 'man'

/** A kind of work that people ask for, with everything that varies from gig to gig. */
export interface Task {
  titles: readonly string[]
  /** The description: one sentence of each list. */
  story: readonly (readonly string[])[]
  /** What a word in braces may stand for; drawn once for a gig, so that all its texts tell of the same thing. */
  slots: Readonly<Record<string, readonly string[]>>
  hours: readonly [least: number, most: number]
  /** Baht an hour. */
  hourlyBaht: readonly [least: number, most: number]
  /** What the helper may ask in the chat, and what the seeker answers. */
  questions: readonly (readonly [string, string])[]
}

/** What the words in braces of a text stand for. */
export type Words = Readonly<Record<string, string>>

/** Thai has another word for `I` and another end of a sentence and of a question for men than for women. */
const ownWords: Record<Gender, Words> = {
  woman: { ค่ะ: 'ค่ะ', คะ: 'คะ', ฉัน: 'ฉัน' },
  man: { ค่ะ: 'ครับ', คะ: 'ครับ', ฉัน: 'ผม' },
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** One of each slot. */
export const drawWords = (random: SeededRandom, slots: Task['slots']): Words =>
  Object.fromEntries(Object.entries(slots).map(([slot, choices]) => [slot, random.pick(choices)]))

/**
 * A text with its words in place, said by a woman or a man. `{Thing}` is `{thing}` at the beginning of a sentence.
 * @throws Error for a word that is not known
 */
export const say = (text: string, speaker: Gender, words: Words): string =>
  text.replace(/\{([^}]+)\}/g, (_, slot: string) => {
    const word = ownWords[speaker][slot] ?? words[slot]
    if (word !== undefined) return word
    const small = words[slot.charAt(0).toLowerCase() + slot.slice(1)]
    if (small === undefined) throw new Error(`Nobody knows what "${slot}" in "${text}" stands for.`)
    return capitalised(small)
  })
