/** A place on the earth in degrees: latitude from -90 to 90, longitude from -180 to 180. */
export interface Coordinates {
  latitude: number
  longitude: number
}

/** Degrees; the edges belong to the box. `west` is never greater than `east`: a box never crosses the antimeridian. */
export interface Box {
  south: number
  north: number
  west: number
  east: number
}

/** The mean earth radius R1 of the IUGG, in km. */
export const earthRadiusKm = 6371.0088

const radians = Math.PI / 180

/** (sin(x/2))², the haversine of an angle in radians. */
const hav = (angle: number): number => {
  const sine = Math.sin(angle / 2)
  return sine * sine
}

/**
 * Distances from one place, as haversines of central angles: they grow as distances do and cost less. The formula is
 * that of R. W. Sinnott, "Virtues of the Haversine", 1984.
 */
export const haversinesFrom = (from: Coordinates) => {
  const cosFrom = Math.cos(from.latitude * radians)
  return (latitude: number, longitude: number): number =>
    hav((latitude - from.latitude) * radians) +
    cosFrom * Math.cos(latitude * radians) * hav((longitude - from.longitude) * radians)
}

/** The great-circle distance in km of a central angle whose haversine is `h`; rounding can push `h` past 1. */
export const kmOfHaversine = (h: number): number => 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)))

/** The haversine of the central angle of a distance of at most half of the earth. */
export const haversineOfKm = (km: number): number => hav(km / earthRadiusKm)

/**
 * By how much, as a share, two haversines have to differ at least to be sure that their distances differ the same way:
 * far more than rounding can do, far less than anybody can see.
 */
export const haversineMargin = 1e-12

/** The great-circle distance in km. */
export const greatCircleKm = (from: Coordinates, to: Coordinates): number =>
  kmOfHaversine(haversinesFrom(from)(to.latitude, to.longitude))

/** A circle around a place, for looking at many others. Its bounds belong to it; its radius is at most half the earth. */
export interface Circle {
  center: Coordinates
  radiusKm: number
  haversineTo(latitude: number, longitude: number): number
  /** What has a haversine of this or less lies within, whatever rounding does. */
  within: number
  /** What has a greater haversine lies outside. */
  beyond: number
  /** Whether a place with this haversine lies within: exactly when its distance in km is no greater than the radius. */
  holds(haversine: number): boolean
}

export const circleAround = (center: Coordinates, radiusKm: number): Circle => {
  const radius = haversineOfKm(radiusKm)
  const within = radius * (1 - haversineMargin)
  const beyond = radius * (1 + haversineMargin)
  return {
    center,
    radiusKm,
    haversineTo: haversinesFrom(center),
    within,
    beyond,
    holds: haversine => haversine <= within || (haversine <= beyond && kmOfHaversine(haversine) <= radiusKm),
  }
}

/** About a tenth of a millimetre: more than rounding can move an edge, less than anybody can see. */
const marginDegrees = 1e-9

/**
 * The place `km` away along the great circle that leaves in a direction, in degrees clockwise from north. Formula:
 * J. P. Snyder, "Map Projections: A Working Manual", 5-5 and 5-6.
 */
export const destinationOf = (from: Coordinates, km: number, degrees: number): Coordinates => {
  const [angle, bearing, start] = [km / earthRadiusKm, degrees * radians, from.latitude * radians]
  const sine = Math.sin(start) * Math.cos(angle) + Math.cos(start) * Math.sin(angle) * Math.cos(bearing)
  const east = Math.sin(bearing) * Math.sin(angle) * Math.cos(start)
  const turn = Math.atan2(east, Math.cos(angle) - Math.sin(start) * sine) / radians
  // 180 and -180 are the same meridian; what goes past it comes out on the other side.
  const longitude = ((from.longitude + turn + 540) % 360) - 180
  return { latitude: Math.asin(Math.max(-1, Math.min(1, sine))) / radians, longitude }
}

/**
 * The boxes that together hold every place within `radiusKm` of `center`: one, or two where the circle crosses the
 * antimeridian. A circle that reaches a pole takes every longitude. Formulas: J. P. Matuschek, "Finding Points Within
 * a Distance of a Latitude/Longitude Using Bounding Coordinates".
 */
export const boxesAround = (center: Coordinates, radiusKm: number): Box[] => {
  const angle = radiusKm / earthRadiusKm
  const reach = angle / radians + marginDegrees
  const south = center.latitude - reach
  const north = center.latitude + reach
  if (south <= -90 || north >= 90) {
    return [{ south: Math.max(south, -90), north: Math.min(north, 90), west: -180, east: 180 }]
  }
  const ratio = Math.sin(angle) / Math.cos(center.latitude * radians)
  const width = ratio >= 1 ? 180 : Math.asin(ratio) / radians + marginDegrees
  const west = center.longitude - width
  const east = center.longitude + width
  if (width >= 180) return [{ south, north, west: -180, east: 180 }]
  // 180 and -180 are the same meridian, so a circle that only touches it looks on both sides.
  if (west <= -180) {
    return [
      { south, north, west: west + 360, east: 180 },
      { south, north, west: -180, east },
    ]
  }
  if (east >= 180) {
    return [
      { south, north, west, east: 180 },
      { south, north, west: -180, east: east - 360 },
    ]
  }
  return [{ south, north, west, east }]
}

/**
 * Bounds of what the latitude adds to the haversine of the central angle between a place and anywhere between two
 * latitudes, and of the factor by which the longitude's part is multiplied.
 */
export interface RiseBounds {
  least: number
  most: number
  minFactor: number
  maxFactor: number
}

/** The two latitudes must lie on the same side of the equator. */
export const riseBounds = (from: Coordinates, southDegrees: number, northDegrees: number): RiseBounds => {
  const southEdge = Math.max(-90, southDegrees - marginDegrees)
  const northEdge = Math.min(90, northDegrees + marginDegrees)
  const south = (southEdge - from.latitude) * radians
  const north = (northEdge - from.latitude) * radians
  const cosFrom = Math.cos(from.latitude * radians)
  const cosSouth = Math.cos(southEdge * radians)
  const cosNorth = Math.cos(northEdge * radians)
  return {
    least: hav(south > 0 ? south : Math.min(north, 0)),
    most: hav(Math.max(Math.abs(south), Math.abs(north))),
    minFactor: cosFrom * Math.min(cosSouth, cosNorth),
    maxFactor: cosFrom * Math.max(cosSouth, cosNorth),
  }
}

/** Bounds of the haversine of the difference of longitude between a place and anywhere between two meridians. */
export interface TurnBounds {
  least: number
  most: number
}

export const turnBounds = (
  { longitude }: Coordinates,
  westDegrees: number,
  eastDegrees: number,
): TurnBounds => {
  const west = westDegrees - marginDegrees
  const east = eastDegrees + marginDegrees
  const turnTo = (meridian: number) => {
    const turn = Math.abs(meridian - longitude) % 360
    return turn > 180 ? 360 - turn : turn
  }
  // The same meridian has two names where the box touches the antimeridian.
  const holds = (meridian: number) =>
    (west <= meridian && meridian <= east) ||
    (west <= meridian - 360 && meridian - 360 <= east) ||
    (west <= meridian + 360 && meridian + 360 <= east)
  const edges: [number, number] = [turnTo(west), turnTo(east)]
  const least = holds(longitude) ? 0 : Math.min(...edges)
  const most = holds(longitude + 180) ? 180 : Math.max(...edges)
  return { least: hav(least * radians), most: hav(most * radians) }
}

/** The haversine to any place between both pairs is at least this. Safe but not tight: each term is bounded by itself. */
export const minHaversine = (rise: RiseBounds, turn: TurnBounds): number =>
  (rise.least + rise.minFactor * turn.least) * (1 - haversineMargin)

/** The haversine to any place between both pairs is at most this. */
export const maxHaversine = (rise: RiseBounds, turn: TurnBounds): number =>
  (rise.most + rise.maxFactor * turn.most) * (1 + haversineMargin)
