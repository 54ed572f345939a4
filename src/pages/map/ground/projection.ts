import type { Position } from 'geojson'
import type { GroundFeature } from './ground.ts'

/** Counts from the north-west corner of the world. */
export interface Pixel {
  x: number
  y: number
}

export interface PixelBox {
  left: number
  top: number
  right: number
  bottom: number
}

export interface ProjectedFeature {
  feature: GroundFeature
  points: Pixel[]
  bounds: PixelBox
}

const earthCircumference = 40_075_017

const worldSize = (zoom: number): number => 256 * 2 ** zoom

/** EPSG:3857. */
export const project = (longitude: number, latitude: number, zoom: number): Pixel => {
  const sine = Math.sin((latitude * Math.PI) / 180)
  const size = worldSize(zoom)
  return {
    x: ((longitude + 180) / 360) * size,
    y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size,
  }
}

export const unproject = ({ x, y }: Pixel, zoom: number): { longitude: number; latitude: number } => {
  const size = worldSize(zoom)
  const angle = Math.PI * (1 - (2 * y) / size)
  return { longitude: (x / size) * 360 - 180, latitude: (Math.atan(Math.sinh(angle)) * 180) / Math.PI }
}

export const pixelsPerMetre = (latitude: number, zoom: number): number =>
  worldSize(zoom) / (earthCircumference * Math.cos((latitude * Math.PI) / 180))

export const projectFeature = (feature: GroundFeature, zoom: number): ProjectedFeature => {
  const points = positionsOf(feature).map(([longitude = 0, latitude = 0]) =>
    project(longitude, latitude, zoom),
  )
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const bounds = {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  }
  return { feature, points, bounds }
}

const positionsOf = ({ geometry }: GroundFeature): Position[] => {
  if (geometry.type === 'Point') return [geometry.coordinates]
  return geometry.type === 'Polygon' ? (geometry.coordinates[0] ?? []) : geometry.coordinates
}

export const overlaps = (one: PixelBox, other: PixelBox, margin = 0): boolean =>
  one.left - margin < other.right &&
  one.right + margin > other.left &&
  one.top - margin < other.bottom &&
  one.bottom + margin > other.top
