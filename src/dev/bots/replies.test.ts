import { describe, expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { behaviours, behaviourTraits, drawBehaviour } from './behaviour.ts'
import { languageOf } from './phrases.ts'
import { replyTo } from './replies.ts'

const [first, last] = [drawingAt(0), drawingAt(1)]

describe('the answer of a bot', () => {
  test.each([
    ['I have to cancel', 'I understand, that is all right.'],
    ['Can you send a photo?', 'Sure, I will send you a picture in a moment.'],
    ['I have paid', 'The amount in the gig is fine. Escrow keeps it safe for both of us.'],
    ['When will you come?', 'I should be there in about ten minutes.'],
    ['Where are you?', 'I see the pin on the map, I will find it.'],
    ['Thanks a lot', 'You are welcome 😊'],
    ['Hello', 'Hello 👋'],
    ['Is that all right?', 'Yes, no problem.'],
    ['', 'I have seen the picture, thanks.'],
    ['The door is open', 'Okay, got it 👍'],
  ])('of a helper to "%s" is "%s"', (text, answer) => {
    expect(replyTo(text, 'helper', 'english', first)).toBe(answer)
  })

  test.each([
    ['Can you send a photo?', 'Thanks, a picture is always welcome.'],
    ['And the money?', 'Do not worry about the money: I release it as soon as the work is done.'],
    ['When shall I come?', 'Any time today is fine with me.'],
    ['Where is it?', 'Right at the pin on the map. Write to me when you are there.'],
  ])('of a seeker to "%s" is "%s"', (text, answer) => {
    expect(replyTo(text, 'seeker', 'english', first)).toBe(answer)
  })

  test('is in the language of the gig, whatever the question is in', () => {
    expect(replyTo('Hello', 'helper', 'thai', first)).toBe('สวัสดี 👋')
    expect(replyTo('กี่โมง', 'helper', 'english', first)).toBe('I should be there in about ten minutes.')
    expect(replyTo('อืม', 'seeker', 'thai', last)).toBe('ได้เลย เข้าใจแล้ว')
  })

  test('is to whole words: a spray is no pay, and a history no hello', () => {
    expect(replyTo('I have a spray', 'helper', 'english', first)).toBe('Okay, got it 👍')
    expect(replyTo('A history', 'helper', 'english', first)).toBe('Okay, got it 👍')
  })
})

describe('the language of a gig', () => {
  test('is Thai where the title or the description has any Thai, else English', () => {
    expect(languageOf({ title: 'Help', description: 'Move a sofa' })).toBe('english')
    expect(languageOf({ title: 'ช่วย', description: 'Move a sofa' })).toBe('thai')
    expect(languageOf({ title: 'Help', description: 'ที่สีลม' })).toBe('thai')
  })
})

describe('what a mixed cast is like', () => {
  test('is drawn, friendly people more often than others', () => {
    const places = Array.from({ length: 10 }, (_, index) => drawingAt(index / 9))
    const drawn = places.map(place => drawBehaviour('mixed', place))
    expect(new Set(drawn)).toEqual(new Set(behaviours))
    expect(drawn.filter(one => one === 'friendly')).toHaveLength(4)
  })

  test('is not drawn where it was chosen', () => {
    expect([first, last].map(random => drawBehaviour('ghost', random))).toEqual(['ghost', 'ghost'])
  })

  test('shows in the stars that they give', () => {
    const stars = Object.fromEntries(behaviours.map(one => [one, behaviourTraits[one].ratingRange]))
    expect(stars).toMatchObject({ friendly: [5, 5], slow: [5, 5], haggler: [4, 4], harsh: [1, 2] })
  })
})
