import { describe, expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { phrasesOf } from './phrases.ts'
import { englishTasks } from './tasks-english.ts'
import { thaiTasks } from './tasks-thai.ts'
import { drawSlotValues, fillTemplate, type Gender, type Language, type Task } from './templates.ts'

const values = { thing: 'a sofa', ของ: 'ตู้ปลา' }

describe('a template', () => {
  test('is filled with the values of its slots, and begins with a capital letter where it asks for one', () => {
    expect(fillTemplate('Move {thing}. {Thing} is heavy.', 'man', values)).toBe(
      'Move a sofa. A sofa is heavy.',
    )
  })

  test('lets a woman and a man speak Thai as each of them does', () => {
    const template = '{ฉัน}ย้าย{ของ}{ค่ะ} ได้ไหม{คะ}'
    expect(fillTemplate(template, 'woman', values)).toBe('ฉันย้ายตู้ปลาค่ะ ได้ไหมคะ')
    expect(fillTemplate(template, 'man', values)).toBe('ผมย้ายตู้ปลาครับ ได้ไหมครับ')
  })

  test('with a slot that nobody knows is refused, and the error names it', () => {
    expect(() => fillTemplate('Bring {tool}.', 'man', values)).toThrow(
      'The template "Bring {tool}." has the unknown slot "tool".',
    )
  })

  test('gets one of the choices for each slot', () => {
    const slots = { thing: ['a sofa', 'a bed'], floor: ['2', '3'] }
    expect(drawSlotValues(drawingAt(0), slots)).toEqual({ thing: 'a sofa', floor: '2' })
    expect(drawSlotValues(drawingAt(1), slots)).toEqual({ thing: 'a bed', floor: '3' })
  })
})

describe('everything that example people write', () => {
  const tasks: Record<Language, readonly Task[]> = { english: englishTasks, thai: thaiTasks }
  const common = { place: 'Silom', number: '12', soi: '4', time: '09:30' }
  const texts = (language: Language) => {
    const { arrangements, opinions, impressions, ...lists } = phrasesOf[language]
    return [...Object.values(lists).flat(), ...[arrangements, opinions, impressions].flat(2)]
  }

  test.each(['english', 'thai'] as const)('in %s can be filled for every task', language => {
    for (const task of tasks[language]) {
      const slots = { ...common, ...drawSlotValues(drawingAt(0), task.slots) }
      const own = [...task.titles, ...task.sentences.flat(), ...task.questions.flat()]
      for (const gender of ['woman', 'man'] satisfies Gender[])
        for (const text of [...own, ...texts(language)])
          expect(fillTemplate(text, gender, slots)).not.toMatch(/[{}]/)
    }
  })

  test.each(['english', 'thai'] as const)('asks in %s for work of a few hours at a price', language => {
    for (const { hours, hourlyBaht } of tasks[language]) {
      expect(hours[0]).toBeLessThanOrEqual(hours[1])
      expect(hours[0]).toBeGreaterThanOrEqual(1)
      expect(hours[1]).toBeLessThanOrEqual(12)
      expect(hourlyBaht[0]).toBeLessThan(hourlyBaht[1])
    }
  })
})
