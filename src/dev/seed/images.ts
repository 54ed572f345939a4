import pLimit from 'p-limit'
import type { Context } from '../../context.ts'
import type { FileId, UserId } from '../../domain/ids.ts'
import type { FileCategory } from '../../domain/uploads/file.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { seedActions } from './actions.ts'
import { contextAt, drawId } from './operation.ts'

export interface PlannedImage {
  id: FileId
  ownerId: UserId
  atMs: number
  category: FileCategory
  draw: () => File
}

/** @param draft `draw` gets a random source of its own, so it can run later without changing other choices */
export const planImage = (
  random: SeededRandom,
  draft: Omit<PlannedImage, 'id' | 'draw'> & { draw: (random: SeededRandom) => File },
): PlannedImage => {
  const seed = random.whole(0, 0x7fff_ffff)
  return { ...draft, id: drawId(random, draft.atMs), draw: () => draft.draw(seededRandom(seed)) }
}

/** Some images are drawn here while others are re-encoded in the image process. */
const concurrency = 4

export const uploadImages = async (
  ctx: Context,
  random: SeededRandom,
  images: readonly PlannedImage[],
): Promise<void> => {
  const limit = pLimit(concurrency)
  await limit.map(images, ({ id, ownerId, atMs, category, draw }) =>
    seedActions.uploadImage(ownerId, category, draw())(contextAt(ctx, random, { id, atMs })),
  )
}
