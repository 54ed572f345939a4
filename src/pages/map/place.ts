import type { LatLng, LatLngBounds, LatLngExpression } from 'leaflet'
import type { Box } from '../../client/index.ts'

export interface Place {
  latitude: number
  longitude: number
}

/** `zoom` is that of web maps (0 to 18). */
export interface MapView {
  center: Place
  zoom: number
  box: Box
}

export const toLatLng = ({ latitude, longitude }: Place): LatLngExpression => [latitude, longitude]

export const placeOf = ({ lat, lng }: Pick<LatLng, 'lat' | 'lng'>): Place => ({
  latitude: roundDegrees(lat),
  longitude: longitudeOf(lng),
})

type Edges = Pick<LatLngBounds, 'getWest' | 'getSouth' | 'getEast' | 'getNorth'>

/** West is greater than east across the antimeridian. */
export const boxOf = (edges: Edges): Box => {
  const south = Math.max(-90, roundDegrees(edges.getSouth()))
  const north = Math.min(90, roundDegrees(edges.getNorth()))
  if (edges.getEast() - edges.getWest() >= 360) return { west: -180, south, east: 180, north }
  return { west: longitudeOf(edges.getWest()), south, east: longitudeOf(edges.getEast()), north }
}

/** A map that was dragged around the earth counts on past 180 degrees. */
const longitudeOf = (degrees: number): number => roundDegrees(((((degrees + 180) % 360) + 360) % 360) - 180)

/** To a metre. */
const roundDegrees = (degrees: number): number => Number(degrees.toFixed(5))
