import pLimit from 'p-limit'
import type { Context } from '../../context.ts'
import type { FileId, UserId } from '../../domain/ids.ts'
import type { FileCategory } from '../../domain/uploads/file.ts'
import { uploadFile } from '../../domain/uploads/service.ts'
import { type SeededRandom, seededRandom } from '../../lib/random.ts'
import { contextAt, drawId } from './step.ts'

/** A picture that somebody is going to send. */
export interface Picture {
  id: FileId
  ownerId: UserId
  atMs: number
  category: FileCategory
  draw: () => File
}

/** @param wish `draw` draws it, from chance of its own. */
export const drawPicture = (
  random: SeededRandom,
  wish: Omit<Picture, 'id' | 'draw'> & { draw: (random: SeededRandom) => File },
): Picture => {
  const seed = random.whole(0, 0x7fff_ffff)
  return { ...wish, id: drawId(random, wish.atMs), draw: () => wish.draw(seededRandom(seed)) }
}

/** The next are drawn here while others are cleaned in the process for pictures. */
const atOnce = 4

/** Sends pictures. In what order they arrive is left to chance, and nothing depends on it. */
export const sendPictures = async (
  ctx: Context,
  random: SeededRandom,
  pictures: readonly Picture[],
): Promise<void> => {
  const limit = pLimit(atOnce)
  await limit.map(pictures, ({ id, ownerId, atMs, category, draw }) => {
    const world = contextAt(ctx, random, { id, atMs, act: async () => {} })
    return uploadFile(world, ownerId, category, draw())
  })
}
