import type { GroundFeature, GroundKind, Language } from './ground.ts'
import { overlaps, type Pixel, type PixelBox, type ProjectedFeature } from './projection.ts'

export type LabelStyle = 'water' | 'green' | 'district' | 'landmark'

export interface Label {
  text: string
  style: LabelStyle
  at: Pixel
  box: PixelBox
}

export const labelFonts: Readonly<Record<LabelStyle, { size: number; weight: number }>> = {
  water: { size: 12, weight: 500 },
  green: { size: 11, weight: 500 },
  district: { size: 13, weight: 600 },
  landmark: { size: 11.5, weight: 500 },
}

const styles: Partial<Record<GroundKind, LabelStyle>> = {
  sea: 'water',
  river: 'water',
  canal: 'water',
  moat: 'water',
  green: 'green',
  campus: 'green',
  airfield: 'green',
  oldTown: 'district',
  district: 'district',
  landmark: 'landmark',
}

/** The zooms at which names of rank 1, 2 and 3 begin, and the last zoom that shows them. */
const zooms: Readonly<Record<LabelStyle, { from: readonly [number, number, number]; to: number }>> = {
  water: { from: [11, 14, 15], to: 18 },
  green: { from: [12, 14, 15], to: 18 },
  district: { from: [11, 13, 14], to: 15 },
  landmark: { from: [12, 14, 15], to: 18 },
}

const order: readonly LabelStyle[] = ['district', 'landmark', 'green', 'water']

/**
 * Important names first, none over another. Chosen for the whole city, so that every tile draws the same.
 * @param measure the width of a text in pixels
 */
export const placeLabels = (
  features: readonly ProjectedFeature[],
  zoom: number,
  language: Language,
  measure: (text: string, style: LabelStyle) => number,
): Label[] => {
  const placed: Label[] = []
  for (const projected of [...features].sort(byImportance)) {
    const style = labelledAt(projected.feature, zoom)
    if (!style) continue
    const text = projected.feature.properties.name[language]
    const label = labelOf(text, style, anchorOf(projected), measure(text, style))
    if (placed.every(other => !overlaps(label.box, other.box, 6))) placed.push(label)
  }
  return placed
}

const byImportance = (one: ProjectedFeature, other: ProjectedFeature): number => {
  const importance = ({ feature: { properties } }: ProjectedFeature) =>
    properties.rank * 10 + order.indexOf(styles[properties.kind] ?? 'water')
  return importance(one) - importance(other)
}

const labelledAt = ({ properties }: GroundFeature, zoom: number): LabelStyle | null => {
  const style = styles[properties.kind]
  if (!style || properties.name.en === '') return null
  const { from, to } = zooms[style]
  return zoom >= (from[properties.rank - 1] ?? 0) && zoom <= to ? style : null
}

const labelOf = (text: string, style: LabelStyle, at: Pixel, width: number): Label => {
  const { size } = labelFonts[style]
  const left = style === 'landmark' ? at.x - 4 : at.x - width / 2
  const right = style === 'landmark' ? at.x + 8 + width : at.x + width / 2
  return { text, style, at, box: { left, right, top: at.y - size * 0.8, bottom: at.y + size * 0.8 } }
}

const anchorOf = ({ feature, points }: ProjectedFeature): Pixel => {
  const { type } = feature.geometry
  if (type === 'LineString') return points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 }
  const corners = type === 'Polygon' ? points.slice(1) : points
  const sum = corners.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 })
  return { x: sum.x / corners.length, y: sum.y / corners.length }
}
