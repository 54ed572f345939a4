import { ChayenityError } from 'chayenity/client'
import { connectChayenity } from 'chayenity/testing'
import { beforeEach, expect, inject, test } from 'vitest'
import { WebSocket } from 'ws'

const server = connectChayenity(inject('url'), { WebSocket })
const world = server.world(`worker-${process.env.VITEST_POOL_ID}`)

beforeEach(() => world.reset())

const dogs = {
  title: 'Walk a dog',
  description: 'An hour in the park',
  duration_hours: 1,
  budget: 200,
  latitude: 13.75,
  longitude: 100.5,
  address_text: 'Lumphini',
}

test('a gig of one test is in no other', async () => {
  const [somchai, mali] = await Promise.all([world.loginAs('somchai'), world.loginAs('mali')])
  expect((await somchai.getMyGigs({ limit: 100 })).gigs.map(({ title }) => title)).not.toContain(dogs.title)
  const { id } = await somchai.createGig(dogs)
  const { gig } = await mali.acceptGig({ gig_id: id })
  expect(gig.status).toBe('ACCEPTED')
})

test('what is said in a room arrives', async () => {
  const [somchai, mali] = await Promise.all([world.loginAs('somchai'), world.loginAs('mali')])
  const { id } = await somchai.createGig(dogs)
  const { gig } = await mali.acceptGig({ gig_id: id })
  const room_id = gig.room_id ?? ''
  const texts: string[] = []
  const room = somchai.subscribe.room(room_id, update => {
    if (update.type === 'message') texts.push(update.data.content)
  })
  await mali.sendMessage({ room_id, content: 'On my way' })
  await expect.poll(() => texts, { timeout: 30_000 }).toEqual(['On my way'])
  room.close()
})

test('a fault meets its own world alone, and is over when it is used up', async () => {
  const mali = await world.loginAs('mali')
  const end = await world.fail({ path: '/api/gigs/search', prefer: 'error=RATE_LIMITED', times: 1 })
  const here = { latitude: 13.75, longitude: 100.5 }
  const error = await mali.searchGigs(here).catch((cause: unknown) => cause)
  expect(error instanceof ChayenityError && error.code).toBe('RATE_LIMITED')
  expect((await mali.searchGigs(here)).gigs.length).toBeGreaterThan(0)
  await end()
})

test('a checkpoint is brought back', async () => {
  const somchai = await world.loginAs('somchai')
  await somchai.createGig(dogs)
  const name = `posted-${process.env.VITEST_POOL_ID}`
  await world.checkpoint(name)
  const { total_count } = await somchai.getMyGigs()
  await somchai.createGig(dogs)
  await world.restore(name)
  expect((await somchai.getMyGigs()).total_count).toBe(total_count)
})

test('an expired token is renewed, also when the clock moves on', async () => {
  const mali = await world.loginAs('mali', { expired: true })
  expect((await mali.getUserProfile()).email).toBe('mali@example.com')
  await world.clock.advance(31 * 60)
  expect((await mali.getUserProfile()).email).toBe('mali@example.com')
})
