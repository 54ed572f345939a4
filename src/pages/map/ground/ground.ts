import type { Feature, FeatureCollection, LineString, Point, Polygon } from 'geojson'

export type GroundKind =
  | 'green'
  | 'oldTown'
  | 'campus'
  | 'airfield'
  | 'sea'
  | 'river'
  | 'canal'
  | 'moat'
  | 'expressway'
  | 'avenue'
  | 'street'
  | 'railway'
  | 'metro'
  | 'district'
  | 'landmark'

export type Language = 'th' | 'en'

export interface GroundProperties {
  kind: GroundKind
  name: Readonly<Record<Language, string>>
  /** 1 is named first, 3 only when near. */
  rank: 1 | 2 | 3
  /** Metres of a river or a canal. */
  width?: number
}

export type GroundFeature = Feature<LineString | Polygon | Point, GroundProperties>

/** GeoJSON (RFC 7946), a sketch that is true to some hundred metres. */
export interface Ground extends FeatureCollection<LineString | Polygon | Point, GroundProperties> {
  features: GroundFeature[]
}

export type Names = readonly [thai: string, english: string]

/** Latitude first in `text`, longitude first in GeoJSON. */
const positions = (text: string): [number, number][] =>
  text
    .trim()
    .split(/\s*,\s*/)
    .map(pair => {
      const [latitude = Number.NaN, longitude = Number.NaN] = pair.split(' ').map(Number)
      return [longitude, latitude]
    })

const nameOf = ([th, en]: Names) => ({ th, en })

export const line = (
  kind: GroundKind,
  names: Names,
  places: string,
  more: { rank?: 1 | 2 | 3; width?: number } = {},
): GroundFeature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates: positions(places) },
  properties: { kind, name: nameOf(names), rank: more.rank ?? 2, ...(more.width && { width: more.width }) },
})

/** @param corners without the first one again at the end */
export const area = (kind: GroundKind, names: Names, corners: string, rank: 1 | 2 | 3 = 2): GroundFeature => {
  const ring = positions(corners)
  return {
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] },
    properties: { kind, name: nameOf(names), rank },
  }
}

export const spot = (
  kind: 'district' | 'landmark',
  names: Names,
  place: string,
  rank: 1 | 2 | 3 = 2,
): GroundFeature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: positions(place)[0] ?? [] },
  properties: { kind, name: nameOf(names), rank },
})

export const ground = (features: GroundFeature[]): Ground => ({ type: 'FeatureCollection', features })

export const unnamed: Names = ['', '']
