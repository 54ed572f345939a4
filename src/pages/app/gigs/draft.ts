import type { Gig, UpdateGigRequest } from '../../../client/index.ts'
import type { Place } from '../../map/place.ts'

export interface Draft {
  title: string
  description: string
  budget: string
  hours: string
  /** A `datetime-local` input in the person's own time zone; empty where it is open. */
  startsAt: string
  address: string
  place: Place | null
  pictures: string[]
}

export const emptyDraft: Draft = {
  title: '',
  description: '',
  budget: '',
  hours: '1',
  startsAt: '',
  address: '',
  place: null,
  pictures: [],
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')

export const toLocalInput = (at: Date): string => {
  const day = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join('-')
  return `${day}T${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`
}

export const draftOf = (gig: Gig): Draft => ({
  title: gig.title,
  description: gig.description,
  budget: String(gig.budget),
  hours: String(gig.duration_hours),
  startsAt: gig.starts_at ? toLocalInput(new Date(gig.starts_at)) : '',
  address: gig.address_text,
  place: { latitude: gig.latitude, longitude: gig.longitude },
  pictures: gig.image_urls,
})

/** An empty field is missing, so that the sentence about it is the server's. */
const numberOf = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** The server says what is missing in it. */
export const requestOf = (draft: Draft): UpdateGigRequest => ({
  title: draft.title,
  description: draft.description,
  budget: numberOf(draft.budget),
  duration_hours: numberOf(draft.hours),
  starts_at: draft.startsAt === '' ? null : new Date(draft.startsAt).toISOString(),
  address_text: draft.address,
  latitude: draft.place?.latitude,
  longitude: draft.place?.longitude,
  image_urls: draft.pictures,
})
