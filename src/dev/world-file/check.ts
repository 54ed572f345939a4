import { WorldFileError } from './problem.ts'
import type { WorldFile, WorldPicture } from './schema.ts'

/** No schema can say that ids are unique and references exist. */

/** @throws WorldFileError */
export const checkReferences = (file: WorldFile): void => {
  checkIds(file)
  const emails = uniqueOf(file.people.map(({ email }, index) => [`people[${index}].email`, email]))
  const owners = new Map<string, WorldPicture>((file.pictures ?? []).map(one => [one.id, one]))
  for (const [path, email] of namedPeople(file))
    if (!emails.has(email))
      throw new WorldFileError(path, `There is nobody with the address ${email} in people.`)
  for (const [index, { email, picture, latitude, longitude }] of file.people.entries()) {
    const path = `people[${index}]`
    if ((latitude === undefined) !== (longitude === undefined))
      throw new WorldFileError(path, 'Has one of latitude and longitude; it needs both or neither.')
    if (picture === undefined) continue
    const found = owners.get(picture)
    if (found?.owner !== email || found.category !== 'profile')
      throw new WorldFileError(
        `${path}.picture`,
        'Must be one of pictures of this person, of the category profile.',
      )
  }
  for (const [path, reference] of imagesIn(file))
    if (!reference.includes('://') && !owners.has(reference.toLowerCase()))
      throw new WorldFileError(path, 'Is not the id of one of pictures.')
  const pairs = (file.buddies ?? []).map(
    ({ owner, buddy }, index) => [`buddies[${index}]`, `${owner} ${buddy}`] as const,
  )
  uniqueOf(pairs)
}

function* namedPeople({ pictures = [], gigs = [], buddies = [] }: WorldFile): Generator<[string, string]> {
  for (const [index, { owner }] of pictures.entries()) yield [`pictures[${index}].owner`, owner]
  for (const [index, { seeker, helper }] of gigs.entries()) {
    yield [`gigs[${index}].seeker`, seeker]
    if (helper !== undefined) yield [`gigs[${index}].helper`, helper]
  }
  for (const [index, { owner, buddy }] of buddies.entries()) {
    yield [`buddies[${index}].owner`, owner]
    yield [`buddies[${index}].buddy`, buddy]
  }
}

function* imagesIn({ gigs = [] }: WorldFile): Generator<[string, string]> {
  for (const [index, { images = [], room }] of gigs.entries()) {
    for (const [at, image] of images.entries()) yield [`gigs[${index}].images[${at}]`, image]
    for (const [at, { image }] of (room?.messages ?? []).entries())
      if (image !== undefined) yield [`gigs[${index}].room.messages[${at}].image`, image]
  }
}

/** @throws WorldFileError for a repeated value */
const uniqueOf = (values: Iterable<readonly [path: string, value: string]>): Set<string> => {
  const seen = new Map<string, string>()
  for (const [path, value] of values) {
    const first = seen.get(value)
    if (first !== undefined) throw new WorldFileError(path, `Is the same as ${first}.`)
    seen.set(value, path)
  }
  return new Set(seen.keys())
}

const checkIds = (file: WorldFile): void => {
  const ids: [string, string][] = []
  const add = (path: string, id: string | undefined) => {
    if (id !== undefined) ids.push([`${path}.id`, id])
  }
  for (const [index, { id }] of file.people.entries()) add(`people[${index}]`, id)
  for (const [index, { id }] of (file.pictures ?? []).entries()) add(`pictures[${index}]`, id)
  for (const [index, { id }] of (file.buddies ?? []).entries()) add(`buddies[${index}]`, id)
  for (const [index, gig] of (file.gigs ?? []).entries()) {
    const path = `gigs[${index}]`
    add(path, gig.id)
    add(`${path}.room`, gig.room?.id)
    for (const [at, { id }] of (gig.room?.messages ?? []).entries()) add(`${path}.room.messages[${at}]`, id)
    for (const [at, { id }] of (gig.payments ?? []).entries()) add(`${path}.payments[${at}]`, id)
    for (const [at, { id }] of (gig.reviews ?? []).entries()) add(`${path}.reviews[${at}]`, id)
  }
  uniqueOf(ids)
}
