import { expect, test } from 'bun:test'
import { AppError } from '../../errors.ts'
import { assertBounds, type ImageOutline } from './image-bounds.ts'

const outline: ImageOutline = {
  width: 100,
  height: 100,
  frames: 1,
  compressedChunks: 0,
  scans: 1,
  isWhole: true,
}

const refusalOf = (changes: Partial<ImageOutline>) => {
  try {
    assertBounds({ ...outline, ...changes })
    return null
  } catch (error) {
    return error instanceof AppError ? `${error.code} ${error.message}` : error
  }
}

test('a picture may be as large as its bounds say, and no larger', () => {
  const side = 'FILE_TOO_LARGE The picture is too large: a side may have at most 16384 pixels.'
  const frames = 'FILE_TOO_LARGE The animation has too many frames: at most 1000.'
  const pixels = 'FILE_TOO_LARGE The picture has too many pixels: at most 50 million, all frames together.'
  const texts = 'INVALID_FILE_TYPE The picture has more than 10 texts and profiles beside its pixels.'
  const passes = 'INVALID_FILE_TYPE The picture is written in more than 100 passes.'
  const cases: [Partial<ImageOutline>, Partial<ImageOutline>, string][] = [
    [{ width: 16_384 }, { width: 16_385 }, side],
    [{ height: 16_384 }, { height: 16_385 }, side],
    [{ frames: 1000 }, { frames: 1001 }, frames],
    [{ width: 10_000, height: 5000 }, { width: 10_000, height: 5001 }, pixels],
    [{ width: 10_000, height: 5000, frames: 0 }, { width: 10_000, height: 5001, frames: 0 }, pixels],
    [{ width: 1000, height: 1000, frames: 50 }, { width: 1000, height: 1000, frames: 51 }, pixels],
    [{ compressedChunks: 10 }, { compressedChunks: 11 }, texts],
    [{ scans: 100 }, { scans: 101 }, passes],
  ]
  for (const [largest, larger, sentence] of cases)
    expect([largest, refusalOf(largest), refusalOf(larger)]).toEqual([largest, null, sentence])
})

test('a picture without its end is damaged, whatever else it is', () => {
  expect(refusalOf({ isWhole: false, width: 20_000 })).toBe(
    'INVALID_FILE_TYPE The picture is damaged: it cannot be read to its end.',
  )
})

test('sides that are not known yet pass', () => {
  expect(refusalOf({ width: 0, height: 0, frames: 0 })).toBeNull()
})
