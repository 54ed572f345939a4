import { type Id, parseId } from '../lib/ids.ts'

const idOf = <Kind extends string>(text: string): Id<Kind> => {
  const id = parseId<Kind>(text)
  if (id === null) throw new TypeError(`${text} is no UUID.`)
  return id
}

/** The first two are the contract's. */
export const exampleIds = {
  user: idOf<'user'>('550e8400-e29b-41d4-a716-446655440000'),
  gig: idOf<'gig'>('123e4567-e89b-12d3-a456-426614174000'),
  helper: idOf<'user'>('6ba7b810-9dad-41d1-80b4-00c04fd430c8'),
  room: idOf<'room'>('7c9e6679-7425-40de-944b-e07fc1f90ae7'),
  message: idOf<'message'>('9b2d8f5c-3f0e-4c4b-8a55-2f1f6f1f7a10'),
  laterMessage: idOf<'message'>('9b2d8f5c-3f0e-4c4b-8a55-2f1f6f1f7a11'),
  buddy: idOf<'buddy'>('3fa85f64-5717-4562-b3fc-2c963f66afa6'),
  review: idOf<'review'>('1d3b1e4a-77f9-4a0e-b8a5-6f1d2f0d6c01'),
  transaction: idOf<'transaction'>('2c5ea4c0-4067-41b9-9d3b-5a1c1c2a9a01'),
  notification: idOf<'notification'>('4f9619ff-8b86-4011-b42d-00cf4fc964ff'),
  report: idOf<'report'>('5b0f3a52-0d6c-4a0e-9d1c-7f2f5b6a1c01'),
  warning: idOf<'warning'>('5b0f3a52-0d6c-4a0e-9d1c-7f2f5b6a1c02'),
  file: idOf<'file'>('0f8fad5b-d9cb-469f-a165-70867728950e'),
}

const uploads = 'http://localhost:8000/api/upload'

export const exampleUrls = {
  file: `${uploads}/${exampleIds.file}`,
  gigPhoto: `${uploads}/gig-photo1.jpg`,
  john: `${uploads}/john.jpg`,
  jane: `${uploads}/jane.jpg`,
} as const
