import type { Gig } from '../../../src/client/index.ts'

export const bangkok = { latitude: 13.7563, longitude: 100.5018 }

const person = {
  id: 's',
  full_name: 'Somchai',
  profile_image_url: null,
  reputation_score: 5,
  total_reviews: 0,
  is_verified: false,
}

/** A gig for tests: open, in Bangkok, by Somchai. */
export const gigOf = (change: Partial<Gig>): Gig => ({
  id: 'a',
  title: 'Move a sofa',
  description: 'To the third floor',
  duration_hours: 2,
  budget: 500,
  address_text: 'Khao San Road',
  status: 'PENDING',
  image_urls: [],
  created_at: '2025-10-01T10:00:00.000000Z',
  updated_at: '2025-10-01T10:00:00.000000Z',
  starts_at: null,
  completed_at: null,
  seeker_id: 's',
  helper_id: null,
  ...bangkok,
  distance_km: null,
  seeker: person,
  helper: null,
  room_id: null,
  payment_status: null,
  ...change,
})
