import { expect, test } from 'bun:test'
import sharp from 'sharp'
import { seededRandom } from '../../lib/random.ts'
import { drawPortrait, drawStreet } from './drawings.ts'

const hashOf = async (drawing: File): Promise<string> => {
  const pixels = await sharp(await drawing.bytes())
    .raw()
    .toBuffer()
  return new Bun.CryptoHasher('sha256').update(pixels).digest('hex').slice(0, 16)
}

const seeds = [1, 2, 3]

// People compare screenshots of demos, so who changes a drawing changes these lines too.
test('a seed draws the same portraits and streets, pixel by pixel', async () => {
  const portraits = seeds.map(seed => drawPortrait(seededRandom(seed)))
  const streets = seeds.map(seed => drawStreet(seededRandom(seed)))
  expect(await Promise.all(portraits.map(hashOf))).toEqual([
    'df54a6f43b3ccfe5',
    'a49b940e98d45fc4',
    '5da1b01090ca3676',
  ])
  expect(await Promise.all(streets.map(hashOf))).toEqual([
    'f16488d347aa606a',
    'b7c77d333df4347c',
    '3978a4580be1a263',
  ])
})
