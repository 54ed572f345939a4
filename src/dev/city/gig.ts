import type { GigDraft } from '../../domain/gigs/rules.ts'
import type { GigId, RoomId } from '../../domain/ids.ts'
import { toSatang } from '../../lib/money.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { Calendar } from './calendar.ts'
import { type City, spotIn } from './cities.ts'
import type { Resident } from './people.ts'
import { type Phrases, phrasesOf } from './phrases.ts'
import { englishTasks } from './tasks-english.ts'
import { thaiTasks } from './tasks-thai.ts'
import { drawWords, type Gender, type Language, say, type Task, type Words } from './wording.ts'

/** When things happen to a gig, in milliseconds since 1970. */
export interface Schedule {
  postedMs: number
  acceptedMs: number
  startsMs: number
  hours: number
}

/** A gig and everything that is known of it before it is posted. */
export interface PlannedGig extends Schedule {
  id: GigId
  roomId: RoomId
  seeker: Resident
  helper: Resident
  task: Task
  wish: GigDraft
  words: Words
  phrases: Phrases
}

export interface Pair {
  seeker: Resident
  helper: Resident
}

const tasksOf: Record<Language, readonly Task[]> = { english: englishTasks, thai: thaiTasks }

/** What somebody may ask for who writes a language. */
export const drawTask = (random: SeededRandom, language: Language): Task => random.pick(tasksOf[language])

/** What the seeker writes, all of it in one language. @param imageUrls pictures that were sent before */
export const writeGig = (
  random: SeededRandom,
  { city, calendar }: { city: City; calendar: Calendar },
  {
    task,
    seeker,
    schedule,
    imageUrls,
  }: { task: Task; seeker: Resident; schedule: Schedule; imageUrls: string[] },
): { wish: GigDraft; words: Words; phrases: Phrases } => {
  const { language, gender } = seeker
  const phrases = phrasesOf[language]
  const neighbourhood = random.pick(city.neighbourhoods)
  const words: Words = {
    ...drawWords(random, task.slots),
    place: neighbourhood.name[language],
    number: String(random.whole(1, 399)),
    soi: String(random.whole(1, 49)),
    time: calendar.clockTime(schedule.startsMs),
  }
  const wish: GigDraft = {
    ...writeTask(random, task, gender, words),
    addressText: say(random.pick(phrases.addresses), gender, words),
    durationHours: schedule.hours,
    budgetSatang: drawBudget(random, task, schedule.hours),
    imageUrls,
    startsAt: toTimestamp(schedule.startsMs),
    ...spotIn(random, neighbourhood),
  }
  return { wish, words, phrases }
}

/** @param words what stands for the words in braces: the task's own slots, `place` and `time` */
export const writeTask = (random: SeededRandom, { titles, story }: Task, gender: Gender, words: Words) => ({
  title: say(random.pick(titles), gender, words),
  description: story.map(sentences => say(random.pick(sentences), gender, words)).join(' '),
})

/** Budgets of people end in tens. */
export const drawBudget = (random: SeededRandom, { hourlyBaht: [least, most] }: Task, hours: number) => {
  const budget = toSatang(Math.round((hours * random.between(least, most)) / 10) * 10)
  if (budget === null) throw new RangeError('The budget of an example gig is no whole number of satang.')
  return budget
}
