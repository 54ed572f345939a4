/** Parts of world files as people write them. */

export const [ann, bob] = [
  { email: 'ann@example.com', full_name: 'Ann' },
  { email: 'bob@example.com', full_name: 'Bob' },
] as const

/** A gig that nobody has accepted. */
export const walk = {
  seeker: ann.email,
  title: 'Walk the dog',
  description: 'An hour in the park.',
  duration_hours: 1,
  budget: 200.5,
  latitude: 13.75,
  longitude: 100.5,
  address_text: 'Lumphini Park',
}

/** A file with two people and these parts. */
export const world = (parts: object = {}) => ({ chayenity_world: '1', people: [ann, bob], ...parts })
