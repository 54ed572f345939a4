import { describe, expect, test } from 'bun:test'
import { draftOf, emptyDraft, requestOf, toLocalInput } from '../../../src/pages/app/gigs/draft.ts'
import { bangkok, gigOf } from './gig-samples.ts'

describe('the form of a gig', () => {
  test('sends what was written, with the time in UTC', () => {
    const draft = {
      ...emptyDraft,
      budget: '1500.50',
      hours: '3',
      startsAt: '2026-03-01T09:30',
      place: bangkok,
    }
    expect(requestOf(draft)).toMatchObject({
      budget: 1500.5,
      duration_hours: 3,
      starts_at: new Date('2026-03-01T09:30').toISOString(),
      ...bangkok,
    })
  })

  test('leaves out what is empty, so that the server says what is missing', () => {
    const request = requestOf({ ...emptyDraft, hours: '' })
    expect([request.budget, request.duration_hours, request.latitude, request.starts_at]).toEqual([
      undefined,
      undefined,
      undefined,
      null,
    ])
  })

  test('of a gig that is not changed sends the same again', () => {
    const gig = gigOf({ starts_at: '2026-03-01T02:30:00.000000Z', budget: 99.25, image_urls: ['http://x/1'] })
    const request = requestOf(draftOf(gig))
    expect(request).toEqual({
      title: gig.title,
      description: gig.description,
      budget: 99.25,
      duration_hours: gig.duration_hours,
      starts_at: '2026-03-01T02:30:00.000Z',
      address_text: gig.address_text,
      latitude: gig.latitude,
      longitude: gig.longitude,
      image_urls: ['http://x/1'],
    })
  })

  test('shows the time in the time zone of the person', () => {
    expect(toLocalInput(new Date(2026, 2, 1, 9, 5))).toBe('2026-03-01T09:05')
  })
})
