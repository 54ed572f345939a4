import { describe, expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { greatCircleKm } from '../../lib/geo.ts'
import { toBaht } from '../../lib/money.ts'
import { seededRandom } from '../../lib/random.ts'
import { createCalendar } from './calendar.ts'
import { cityAround } from './cities.ts'
import { drawBudget, drawTask, writeGig } from './gig.ts'
import { drawResidents, type Resident } from './people.ts'
import { englishTasks } from './tasks-english.ts'
import { thaiTasks } from './tasks-thai.ts'
import type { Language } from './templates.ts'

const asOfMs = Date.UTC(2026, 5, 15, 12)
const calendar = createCalendar(asOfMs, 100.5)
const center = { latitude: 13.7563, longitude: 100.5018 }
const city = cityAround(center)
const schedule = { startsMs: asOfMs, postedMs: asOfMs, acceptedMs: asOfMs, hours: 3 }
const residents = drawResidents(seededRandom(2), calendar, 40)

const seekerOf = (language: Language): Resident => {
  const seeker = residents.find(one => one.persona === null && one.language === language)
  if (!seeker) throw new Error('Nobody writes that language.')
  return seeker
}

const write = (place: number, language: Language) => {
  const random = drawingAt(place)
  const seeker = seekerOf(language)
  return writeGig(
    random,
    { city, calendar },
    { task: drawTask(random, language), seeker, schedule, imageUrls: [] },
  )
}

describe('the budget of an example gig', () => {
  const [task] = englishTasks
  if (!task) throw new Error('There are no tasks.')
  const budget = (place: number, hourlyBaht: readonly [number, number], hours: number) =>
    toBaht(drawBudget(drawingAt(place), { ...task, hourlyBaht }, hours))

  test('is what people pay for the hours, in tens of baht', () => {
    expect(budget(0, [200, 400], 3)).toBe(600)
    expect(budget(1, [200, 400], 3)).toBe(1200)
    expect(budget(0, [151, 151], 3)).toBe(450)
    expect(budget(0, [155, 155], 1)).toBe(160)
    expect(budget(0, [12, 12], 1)).toBe(10)
  })

  test('that is no amount of money is refused', () => {
    expect(() => budget(0, [Number.NaN, 1], 1)).toThrow(
      'The budget of an example gig is no whole number of satang.',
    )
  })
})

describe('the tasks of example data', () => {
  test.each([
    ['english', englishTasks],
    ['thai', thaiTasks],
  ] as const)('cost in %s a multiple of ten baht an hour', (_language, tasks) => {
    for (const { hourlyBaht } of tasks) expect(hourlyBaht.map(baht => baht % 10)).toEqual([0, 0])
  })

  // People compare the prices of demos, so who changes the hours of a task changes these lines too.
  test.each([
    ['english', englishTasks, [24, 65]],
    ['thai', thaiTasks, [25, 69]],
  ] as const)('take in %s the hours that they have always taken', (_language, tasks, hours) => {
    const sum = (end: 0 | 1) => tasks.reduce((total, task) => total + task.hours[end], 0)
    expect([sum(0), sum(1)]).toEqual([...hours])
  })

  test('are drawn from those of the language, every one of them', () => {
    const random = seededRandom(3)
    const drawn = (language: Language) =>
      new Set(Array.from({ length: 400 }, () => drawTask(random, language)))
    expect(drawn('english')).toEqual(new Set(englishTasks))
    expect(drawn('thai')).toEqual(new Set(thaiTasks))
  })
})

describe('the texts of an example gig', () => {
  test('name the place, house, side street and time that the talk about it will name too', () => {
    const { draft, values } = write(0, 'english')
    expect(values).toMatchObject({ number: '1', soi: '1', place: 'near the old market', time: '19:00' })
    expect(draft.addressText).toBe('1 Soi 1, near the old market')
    expect(write(1, 'thai').values).toMatchObject({ number: '399', soi: '49', place: 'ข้างวัด' })
    expect(write(1, 'thai').draft.addressText).toBe('399/49 ถนนใหญ่ ข้างวัด')
  })

  test('are one title, and one sentence of each list, a space between', () => {
    const [task] = englishTasks
    const { draft, values } = write(0, 'english')
    const thing = values.thing ?? ''
    expect(draft.title).toBe(`Help move ${thing} to ${values.target}`)
    expect(draft.description).toBe(
      `I am moving ${thing} to ${values.target} and cannot do it alone. There is a lift in both buildings. Please bring gloves.`,
    )
    expect(task?.sentences).toHaveLength(3)
  })

  test('come with the hours, the start, the pictures and a point in the neighbourhood', () => {
    const seeker = seekerOf('thai')
    const task = drawTask(seededRandom(1), 'thai')
    const imageUrls = ['https://example.com/street.png']
    const options = { task, seeker, schedule, imageUrls }
    const { draft } = writeGig(seededRandom(1), { city, calendar }, options)
    expect(draft).toMatchObject({ durationHours: 3, imageUrls, startsAt: '2026-06-15T12:00:00.000000Z' })
    expect(greatCircleKm(center, draft)).toBeLessThan(4)
    const baht = toBaht(draft.budgetSatang) / 3
    expect(baht).toBeWithin(task.hourlyBaht[0] - 4, task.hourlyBaht[1] + 4)
  })
})
