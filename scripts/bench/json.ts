import { GigView } from '../../src/domain/gigs/views.ts'
import type { Id } from '../../src/lib/ids.ts'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import { createEncoder } from '../../src/schema/encode.ts'
import { view } from '../../src/schema/views.ts'
import { interleave, medianOf, report, type Series } from './report.ts'

/**
 * The JSON text of a page of 20 gigs from its schema's encoder, against JSON.stringify. Each text is copied to bytes, as
 * for a socket: a text of many parts is put together only then, which is a good part of the work.
 */

const gigs = 20
const pages = 2000
const rounds = 15

const uuid = (at: number) => `019aab12-1234-7abc-8def-${String(at).padStart(12, '0')}`

const gigOf = (at: number) => ({
  id: uuid(at) as Id<'gig'>, // of the right form
  title: `Help move furniture ${at}`,
  description: `ช่วยย้ายโซฟาจากชั้นสาม, it is heavy: number ${at}.`,
  duration_hours: 3,
  budget: 1500 + at / 4,
  address_text: '123 Main St, Bangkok',
  status: 'PENDING' as const,
  image_urls: [`http://localhost:8000/api/upload/${uuid(at)}`],
  created_at: toTimestamp(at),
  updated_at: toTimestamp(at),
  starts_at: null,
  completed_at: null,
  seeker_id: uuid(at) as Id<'user'>, // of the right form
  helper_id: null,
  latitude: 13.7563 + at / 1000,
  longitude: 100.5018 + at / 777,
  distance_km: at / 10,
  seeker: {
    id: uuid(at) as Id<'user'>, // of the right form
    full_name: `Somchai ${at}`,
    profile_image_url: null,
    reputation_score: 4.5,
    total_reviews: at,
    is_verified: false,
  },
  helper: null,
  room_id: null,
  payment_status: null,
})

const page = Array.from({ length: gigs }, (_, at) => gigOf(at))

const microsecondsAGig = (encode: (value: typeof page) => string): number => {
  const bytes = Buffer.alloc(64 * 1024)
  const since = performance.now()
  for (let at = 0; at < pages; at += 1) bytes.write(encode(page))
  return ((performance.now() - since) * 1000) / pages / gigs
}

const ratioOf = ([encoder, stringify]: Series[]): Series => ({
  name: 'encoder / JSON.stringify',
  unit: 'x',
  rounds: encoder?.rounds.map((value, at) => value / (stringify?.rounds[at] ?? Number.NaN)) ?? [],
})

export const benchJson = async (): Promise<void> => {
  const encode = createEncoder(view.array(GigView))
  const series = await interleave(
    [
      { name: 'encoder, a gig', unit: 'µs', run: () => microsecondsAGig(encode) },
      { name: 'JSON.stringify, a gig', unit: 'µs', run: () => microsecondsAGig(JSON.stringify) },
    ],
    rounds,
  )
  const ratio = ratioOf(series)
  await report(
    'json',
    [...series, ratio],
    [`A page of ${gigs} gigs, copied to bytes; the median ratio is ${medianOf(ratio.rounds).toFixed(2)}.`],
  )
}
