import { type Pixel, type PixelBox, project, unproject } from './projection.ts'

export interface GridLine {
  from: Pixel
  to: Pixel
}

/** The least distance of two lines, in pixels. */
const minSpacing = 90

/** The distance of the lines of the grid at a zoom, in degrees: 1, 2 or 5 times a power of ten. */
export const gridStep = (zoom: number): number => {
  const degrees = (minSpacing * 360) / (256 * 2 ** zoom)
  const power = 10 ** Math.floor(Math.log10(degrees))
  const factor = [1, 2, 5, 10].find(multiple => multiple * power >= degrees) ?? 10
  return factor * power
}

export const gridLines = (box: PixelBox, zoom: number): GridLine[] => {
  const step = gridStep(zoom)
  const northWest = unproject({ x: box.left, y: box.top }, zoom)
  const southEast = unproject({ x: box.right, y: box.bottom }, zoom)
  const columns = multiples(northWest.longitude, southEast.longitude, step).map(longitude => {
    const { x } = project(longitude, 0, zoom)
    return { from: { x, y: box.top }, to: { x, y: box.bottom } }
  })
  const rows = multiples(southEast.latitude, northWest.latitude, step).map(latitude => {
    const { y } = project(0, latitude, zoom)
    return { from: { x: box.left, y }, to: { x: box.right, y } }
  })
  return [...columns, ...rows]
}

const multiples = (from: number, to: number, step: number): number[] => {
  const first = Math.ceil(from / step)
  const count = Math.floor(to / step) - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, at) => (first + at) * step)
}
