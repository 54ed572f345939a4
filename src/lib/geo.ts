/** In degrees: latitude from -90 to 90, longitude from -180 to 180. */
export interface Coordinates {
  latitude: number
  longitude: number
}

/** Degrees, edges included. A box never crosses the antimeridian, so `west` is at most `east`. */
export interface Box {
  south: number
  north: number
  west: number
  east: number
}

/** Serves rows and columns of cells too. */
export const isInBox = (y: number, x: number, { south, north, west, east }: Box): boolean =>
  y >= south && y <= north && x >= west && x <= east

/** The mean earth radius R1 of the IUGG, in km. */
export const earthRadiusKm = 6371.0088

const radians = Math.PI / 180

const hav = (angle: number): number => {
  const sine = Math.sin(angle / 2)
  return sine * sine
}

/** Haversines sort as distances do and cost less. R. W. Sinnott, "Virtues of the Haversine", 1984. */
export const haversinesFrom = (from: Coordinates) => {
  const cosFrom = Math.cos(from.latitude * radians)
  return (latitude: number, longitude: number): number =>
    hav((latitude - from.latitude) * radians) +
    cosFrom * Math.cos(latitude * radians) * hav((longitude - from.longitude) * radians)
}

/** Rounding can push `h` past 1. */
export const kmOfHaversine = (h: number): number => 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)))

/** `km` is at most half of the earth. */
export const haversineOfKm = (km: number): number => hav(km / earthRadiusKm)

/** Relative; above the rounding error of a double, and less than a micrometre at 100 km. */
export const haversineMargin = 1e-12

export const greatCircleKm = (from: Coordinates, to: Coordinates): number =>
  kmOfHaversine(haversinesFrom(from)(to.latitude, to.longitude))

/** The edge is included; the radius is at most half of the earth. */
export interface Circle {
  center: Coordinates
  radiusKm: number
  haversineTo(latitude: number, longitude: number): number
  /** Places with a haversine up to this are inside, whatever rounding does. */
  insideUpTo: number
  /** Places above this are outside. Between the two bounds the distance in km decides. */
  outsideAbove: number
  contains(haversine: number): boolean
}

export const circleAround = (center: Coordinates, radiusKm: number): Circle => {
  const radius = haversineOfKm(radiusKm)
  const insideUpTo = radius * (1 - haversineMargin)
  const outsideAbove = radius * (1 + haversineMargin)
  return {
    center,
    radiusKm,
    haversineTo: haversinesFrom(center),
    insideUpTo,
    outsideAbove,
    contains: haversine =>
      haversine <= insideUpTo || (haversine <= outsideAbove && kmOfHaversine(haversine) <= radiusKm),
  }
}

/** A tenth of a millimetre, which is more than rounding can move an edge. */
const marginDegrees = 1e-9

/** `degrees` clockwise from north. J. P. Snyder, "Map Projections: A Working Manual", 5-5 and 5-6. */
export const destinationOf = (from: Coordinates, km: number, degrees: number): Coordinates => {
  const [angle, bearing, start] = [km / earthRadiusKm, degrees * radians, from.latitude * radians]
  const sine = Math.sin(start) * Math.cos(angle) + Math.cos(start) * Math.sin(angle) * Math.cos(bearing)
  const east = Math.sin(bearing) * Math.sin(angle) * Math.cos(start)
  const longitudeChange = Math.atan2(east, Math.cos(angle) - Math.sin(start) * sine) / radians
  // A longitude past 180 continues at -180, the same meridian.
  const longitude = ((from.longitude + longitudeChange + 540) % 360) - 180
  return { latitude: Math.asin(Math.max(-1, Math.min(1, sine))) / radians, longitude }
}

/**
 * One box, or two across the antimeridian; all longitudes at a pole. Formulas: J. P. Matuschek, "Finding
 * Points Within a Distance of a Latitude/Longitude Using Bounding Coordinates".
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
  // 180 and -180 are the same meridian, so a circle that only touches it needs a box on both sides.
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
 * The haversine of a central angle is `latitude term + factor × longitude term`; the factor is the product of
 * the cosines of both latitudes.
 */
interface LatitudeTermBounds {
  min: number
  max: number
  minFactor: number
  maxFactor: number
}

/** Both latitudes must be on the same side of the equator, where the cosine is monotonic. */
export const latitudeTermBounds = (
  from: Coordinates,
  southDegrees: number,
  northDegrees: number,
): LatitudeTermBounds => {
  const southEdge = Math.max(-90, southDegrees - marginDegrees)
  const northEdge = Math.min(90, northDegrees + marginDegrees)
  const south = (southEdge - from.latitude) * radians
  const north = (northEdge - from.latitude) * radians
  const cosFrom = Math.cos(from.latitude * radians)
  const cosSouth = Math.cos(southEdge * radians)
  const cosNorth = Math.cos(northEdge * radians)
  return {
    min: hav(south > 0 ? south : Math.min(north, 0)),
    max: hav(Math.max(Math.abs(south), Math.abs(north))),
    minFactor: cosFrom * Math.min(cosSouth, cosNorth),
    maxFactor: cosFrom * Math.max(cosSouth, cosNorth),
  }
}

/** The longitude term is the haversine of the difference of longitude. */
interface LongitudeTermBounds {
  min: number
  max: number
}

export const longitudeTermBounds = (
  { longitude }: Coordinates,
  westDegrees: number,
  eastDegrees: number,
): LongitudeTermBounds => {
  const west = westDegrees - marginDegrees
  const east = eastDegrees + marginDegrees
  const differenceTo = (meridian: number) => {
    const difference = Math.abs(meridian - longitude) % 360
    return difference > 180 ? 360 - difference : difference
  }
  // One meridian has several numbers: -180 and 180 are the same, and `longitude + 180` can exceed 180.
  const contains = (meridian: number) =>
    (west <= meridian && meridian <= east) ||
    (west <= meridian - 360 && meridian - 360 <= east) ||
    (west <= meridian + 360 && meridian + 360 <= east)
  const edges: [number, number] = [differenceTo(west), differenceTo(east)]
  const min = contains(longitude) ? 0 : Math.min(...edges)
  const max = contains(longitude + 180) ? 180 : Math.max(...edges)
  return { min: hav(min * radians), max: hav(max * radians) }
}

/** Safe but not tight, because each term is bounded alone. */
export const minHaversine = (latitude: LatitudeTermBounds, longitude: LongitudeTermBounds): number =>
  (latitude.min + latitude.minFactor * longitude.min) * (1 - haversineMargin)

export const maxHaversine = (latitude: LatitudeTermBounds, longitude: LongitudeTermBounds): number =>
  (latitude.max + latitude.maxFactor * longitude.max) * (1 + haversineMargin)
