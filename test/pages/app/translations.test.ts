import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { NotificationsView } from '../../../src/domain/notifications/model.ts'
import { thaiNotifications } from '../../../src/pages/app/notifications/thai-notifications.ts'
import { thaiFieldErrors } from '../../../src/pages/shared/thai-field-errors.ts'
import { translate } from '../../../src/pages/shared/translate.ts'
import { moveGig, postAccepted } from '../../support/gigs.ts'
import { askCancel, askRelease, pay } from '../../support/payments.ts'
import { joinMali, joinSomchai, type Person } from '../../support/people.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'

let server: TestServer
let seeker: Person
let helper: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[seeker, helper] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())

const textsFor = async ({ client }: Person) =>
  (await client.get<Static<typeof NotificationsView>>('/api/notifications')).body.notifications.map(
    ({ text }) => text,
  )

test('every notification of a gig and its payment has a Thai form that names the gig', async () => {
  const title = 'ล้าง "แอร์" 2 เครื่อง'
  const gig = await postAccepted(seeker, helper, { title })
  await askCancel(seeker, await pay(seeker, gig))
  const payment = await pay(seeker, gig)
  for (const status of ['IN_PROGRESS', 'COMPLETED']) await moveGig(helper, gig, status)
  await askRelease(seeker, payment)
  const review = { gig_id: gig.id, reviewee_id: seeker.user.id, rating: 4, comment: 'ดีมาก' }
  expect((await helper.client.post('/api/reviews', review)).status).toBe(201)
  await moveGig(helper, await postAccepted(seeker, helper, { title }), 'CANCELLED')
  const texts = new Set([...(await textsFor(seeker)), ...(await textsFor(helper))])
  const translated = [...texts].map(text => translate(thaiNotifications, text) ?? text)
  expect(translated.filter(text => !/[ก-๙] “ล้าง "แอร์" 2 เครื่อง”/.test(text))).toEqual([])
  // A notification that a payment was declined comes from a slow provider alone.
  expect(translated).toHaveLength(thaiNotifications.length - 1)
})

test('what the server says about the fields of a form has a Thai form', async () => {
  const { body } = await seeker.client.post<{ field_errors: Record<string, string[]> }>('/api/gigs', {
    title: '',
    duration_hours: 0,
    budget: 0.001,
    latitude: 'north',
    starts_at: 'soon',
    address_text: 'x'.repeat(10_000),
  })
  const untranslated = Object.entries(body.field_errors).filter(([, messages]) =>
    messages.some(message => translate(thaiFieldErrors, message) === null),
  )
  expect(untranslated).toEqual([])
  expect(Object.keys(body.field_errors)).toContain('description')
})

test('a sentence that is not known stays as it is', () => {
  expect(translate(thaiFieldErrors, 'Must be purple.')).toBe(null)
})
