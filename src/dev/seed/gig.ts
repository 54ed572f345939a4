import type { GigDraft } from '../../domain/gigs/rules.ts'
import type { GigId, RoomId } from '../../domain/ids.ts'
import { toSatang } from '../../lib/money.ts'
import type { SeededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { Calendar } from './calendar.ts'
import { type City, pointIn } from './cities.ts'
import type { Resident } from './people.ts'
import type { EnsuredStep } from './persona-gigs.ts'
import { type Phrases, phrasesOf } from './phrases.ts'
import type { Schedule } from './schedules.ts'
import { englishTasks } from './tasks-english.ts'
import { thaiTasks } from './tasks-thai.ts'
import {
  drawSlotValues,
  fillTemplate,
  type Gender,
  type Language,
  type SlotValues,
  type Task,
} from './templates.ts'

export interface PlannedGig extends Schedule {
  id: GigId
  roomId: RoomId
  seeker: Resident
  helper: Resident
  task: Task
  draft: GigDraft
  values: SlotValues
  phrases: Phrases
  ensured: readonly EnsuredStep[]
}

export interface MatchedPair {
  seeker: Resident
  helper: Resident
}

const tasksOf: Record<Language, readonly Task[]> = { english: englishTasks, thai: thaiTasks }

export const drawTask = (random: SeededRandom, language: Language): Task => random.pick(tasksOf[language])

/** Writes in the seeker's language. @param imageUrls images that are uploaded before the gig is posted */
export const writeGig = (
  random: SeededRandom,
  { city, calendar }: { city: City; calendar: Calendar },
  {
    task,
    seeker,
    schedule,
    imageUrls,
  }: { task: Task; seeker: Resident; schedule: Schedule; imageUrls: string[] },
): { draft: GigDraft; values: SlotValues; phrases: Phrases } => {
  const { language, gender } = seeker
  const phrases = phrasesOf[language]
  const neighbourhood = random.pick(city.neighbourhoods)
  const values: SlotValues = {
    ...drawSlotValues(random, task.slots),
    place: neighbourhood.name[language],
    number: String(random.whole(1, 399)),
    soi: String(random.whole(1, 49)),
    time: calendar.clockTime(schedule.startsMs),
  }
  const draft: GigDraft = {
    ...writeTask(random, task, gender, values),
    addressText: fillTemplate(random.pick(phrases.addresses), gender, values),
    durationHours: schedule.hours,
    budgetSatang: drawBudget(random, task, schedule.hours),
    imageUrls,
    startsAt: toTimestamp(schedule.startsMs),
    ...pointIn(random, neighbourhood),
  }
  return { draft, values, phrases }
}

/** @param values for the slots of the task, `place` and `time` */
export const writeTask = (
  random: SeededRandom,
  { titles, sentences }: Task,
  gender: Gender,
  values: SlotValues,
) => ({
  title: fillTemplate(random.pick(titles), gender, values),
  description: sentences.map(choices => fillTemplate(random.pick(choices), gender, values)).join(' '),
})

/** Multiples of ten baht, as people write them. */
export const drawBudget = (random: SeededRandom, { hourlyBaht: [min, max] }: Task, hours: number) => {
  const budget = toSatang(Math.round((hours * random.between(min, max)) / 10) * 10)
  if (budget === null) throw new RangeError('The budget of an example gig is no whole number of satang.')
  return budget
}
