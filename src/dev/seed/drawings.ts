import { encodePng, type Pixels } from '../../lib/png.ts'
import type { SeededRandom } from '../../lib/random.ts'

type Color = readonly [red: number, green: number, blue: number]

const skins: readonly Color[] = [
  [246, 215, 184],
  [225, 182, 143],
  [198, 148, 108],
  [150, 105, 75],
]
const hairs: readonly Color[] = [
  [34, 28, 26],
  [72, 48, 34],
  [120, 120, 124],
]
const backgrounds: readonly Color[] = [
  [120, 190, 180],
  [240, 180, 110],
  [140, 160, 220],
  [225, 140, 150],
  [170, 200, 120],
  [190, 150, 210],
]
const walls: readonly Color[] = [
  [222, 205, 180],
  [190, 120, 95],
  [150, 165, 180],
  [235, 225, 210],
  [120, 130, 110],
]
const windowLight: Color = [255, 226, 150]
const tree: Color = [70, 125, 80]
const street: Color = [95, 95, 100]

interface Shape {
  left: number
  top: number
  right: number
  bottom: number
  contains: (x: number, y: number) => boolean
}

const ellipse = (centerX: number, centerY: number, radiusX: number, radiusY: number): Shape => ({
  left: centerX - radiusX,
  top: centerY - radiusY,
  right: centerX + radiusX + 1,
  bottom: centerY + radiusY + 1,
  contains: (x, y) => ((x - centerX) / radiusX) ** 2 + ((y - centerY) / radiusY) ** 2 <= 1,
})

const rectangle = (left: number, top: number, right: number, bottom: number): Shape => ({
  left,
  top,
  right,
  bottom,
  contains: () => true,
})

const partOf = (shape: Shape, contains: Shape['contains']): Shape => ({
  ...shape,
  contains: (x, y) => shape.contains(x, y) && contains(x, y),
})

const setPixel = ({ width, rgb }: Pixels, x: number, y: number, [red, green, blue]: Color) => {
  const at = (y * width + x) * 3
  rgb[at] = red
  rgb[at + 1] = green
  rgb[at + 2] = blue
}

const canvas = (width: number, height: number, background: (y: number) => Color): Pixels => {
  const blank: Pixels = { width, height, rgb: new Uint8Array(width * height * 3) }
  for (let y = 0; y < height; y += 1) {
    const color = background(y)
    for (let x = 0; x < width; x += 1) setPixel(blank, x, y, color)
  }
  return blank
}

const paint = (picture: Pixels, color: Color, shape: Shape) => {
  const { width, height } = picture
  for (let y = Math.max(0, shape.top); y < Math.min(height, shape.bottom); y += 1) {
    for (let x = Math.max(0, shape.left); x < Math.min(width, shape.right); x += 1) {
      if (shape.contains(x, y)) setPixel(picture, x, y, color)
    }
  }
}

const pngOf = (pixels: Pixels, name: string) => new File([encodePng(pixels)], name, { type: 'image/png' })

export const drawPortrait = (random: SeededRandom): File => {
  const [background, skin, hair, shirt] = [backgrounds, skins, hairs, backgrounds].map(colors =>
    random.pick(colors),
  )
  if (!background || !skin || !hair || !shirt) throw new RangeError('A portrait needs four colours.')
  const face = canvas(240, 240, () => background)
  const isLongHaired = random.chance(0.5)
  if (isLongHaired) paint(face, hair, ellipse(120, 118, 66, 88))
  paint(face, shirt, ellipse(120, 250, 92, 74))
  paint(face, skin, rectangle(104, 150, 136, 186))
  paint(face, skin, ellipse(120, 112, 50, 60))
  paint(
    face,
    hair,
    partOf(ellipse(120, 96, 54, 54), (x, y) => y < 84 + Math.abs(x - 120) / 6),
  )
  for (const x of [102, 138]) paint(face, [40, 34, 34], ellipse(x, 114, 5, 6))
  paint(
    face,
    [176, 84, 84],
    partOf(ellipse(120, 134, 17, 13), (_x, y) => y > 138),
  )
  return pngOf(face, 'portrait.png')
}

export const drawStreet = (random: SeededRandom): File => {
  const [width, height] = [480, 320]
  const evening = random.between(0, 1)
  const scene = canvas(width, height, y => [
    Math.round(120 + 110 * evening * (y / height) + 20 * evening),
    Math.round(180 - 40 * evening + (40 * y) / height),
    Math.round(230 - 90 * evening),
  ])
  paint(scene, [255, 240, 190], ellipse(random.whole(60, 420), random.whole(40, 110), 26, 26))
  for (let left = 0; left < width; ) {
    const right = left + random.whole(60, 110)
    const top = random.whole(90, 200)
    paint(scene, random.pick(walls), rectangle(left, top, right - 4, 270))
    paintWindows(scene, random, { left, right, top })
    left = right
  }
  for (let trees = random.whole(1, 4); trees > 0; trees -= 1) {
    paint(scene, tree, ellipse(random.whole(20, 460), 258, random.whole(16, 30), 26))
  }
  paint(scene, street, rectangle(0, 270, width, height))
  for (let x = 20; x < width; x += 90) paint(scene, [235, 235, 225], rectangle(x, 292, x + 44, 298))
  return pngOf(scene, 'street.png')
}

const paintWindows = (
  scene: Pixels,
  random: SeededRandom,
  house: { left: number; right: number; top: number },
) => {
  for (let y = house.top + 14; y < 240; y += 28) {
    for (let x = house.left + 12; x < house.right - 20; x += 22) {
      if (random.chance(0.75)) paint(scene, windowLight, rectangle(x, y, x + 11, y + 15))
    }
  }
}
