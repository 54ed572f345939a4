/** A place on the earth in degrees: latitude from -90 to 90, longitude from -180 to 180. */
export interface Place {
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

/** The great-circle distance in km of a central angle whose haversine is `h`; rounding can push `h` past 1. */
const distanceOfHaversine = (h: number): number => 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)))

/** The great-circle distance in km, by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", 1984). */
export const greatCircleKm = (from: Place, to: Place): number => {
  const h =
    hav((to.latitude - from.latitude) * radians) +
    Math.cos(from.latitude * radians) *
      Math.cos(to.latitude * radians) *
      hav((to.longitude - from.longitude) * radians)
  return distanceOfHaversine(h)
}

/** About a tenth of a millimetre: more than rounding can move an edge, less than anybody can see. */
const marginDegrees = 1e-9

/**
 * The place `km` away along the great circle that leaves in a direction, in degrees clockwise from north. Formula:
 * J. P. Snyder, "Map Projections: A Working Manual", 5-5 and 5-6.
 */
export const destinationOf = (from: Place, km: number, degrees: number): Place => {
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
export const boxesAround = (center: Place, radiusKm: number): Box[] => {
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
 * Bounds of the distance in km from a place to anywhere in a box: no place of the box is nearer than `leastKm` or
 * farther than `mostKm`. The box must not straddle the equator. Each term of the haversine formula is bounded by
 * itself, so the bounds are safe but not tight.
 */
export const distanceBounds = (from: Place, box: Box): { leastKm: number; mostKm: number } => {
  const southEdge = Math.max(-90, box.south - marginDegrees)
  const northEdge = Math.min(90, box.north + marginDegrees)
  const south = (southEdge - from.latitude) * radians
  const north = (northEdge - from.latitude) * radians
  const cosFrom = Math.cos(from.latitude * radians)
  const cosSouth = Math.cos(southEdge * radians)
  const cosNorth = Math.cos(northEdge * radians)
  const [leastTurn, mostTurn] = turnBounds(from.longitude, box)
  const leastRise = south > 0 ? south : north < 0 ? -north : 0
  const mostRise = Math.max(Math.abs(south), Math.abs(north))
  return {
    leastKm: distanceOfHaversine(hav(leastRise) + cosFrom * Math.min(cosSouth, cosNorth) * hav(leastTurn)),
    mostKm: distanceOfHaversine(hav(mostRise) + cosFrom * Math.max(cosSouth, cosNorth) * hav(mostTurn)),
  }
}

/** The least and the greatest difference of longitude, in radians from 0 to π, between a meridian and a box. */
const turnBounds = (longitude: number, box: Box): [number, number] => {
  const west = box.west - marginDegrees
  const east = box.east + marginDegrees
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
  return [least * radians, most * radians]
}
