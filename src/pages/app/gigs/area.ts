import type { Box, GigEvent } from '../../../client/index.ts'
import type { MapPin } from '../../map/marks.ts'

const maxArea = 1
/** A part of the viewport, so that a short move of the map needs no other socket. */
const margin = 0.4

const widthOf = ({ west, east }: Box): number => (east >= west ? east - west : east - west + 360)

const areaOf = (box: Box): number => widthOf(box) * (box.north - box.south)

const wrapped = (longitude: number): number => ((((longitude + 180) % 360) + 360) % 360) - 180

/** Has a margin where that is not too large; null where the viewport itself is. */
export const watchedAreaOf = (view: Box): Box | null => {
  if (areaOf(view) > maxArea) return null
  const [width, height] = [widthOf(view) * margin, (view.north - view.south) * margin]
  const wide = {
    west: wrapped(view.west - width),
    south: Math.max(-90, view.south - height),
    east: wrapped(view.east + width),
    north: Math.min(90, view.north + height),
  }
  return widthOf(view) * (1 + 2 * margin) < 360 && areaOf(wide) <= maxArea ? wide : view
}

/** `area` has the whole of `inner`. */
export const holds = (area: Box, inner: Box): boolean => {
  const offset = wrapped(inner.west - area.west)
  return (
    offset >= 0 &&
    offset + widthOf(inner) <= widthOf(area) + 1e-9 &&
    inner.south >= area.south &&
    inner.north <= area.north
  )
}

/** Open gigs alone. */
export const pinsAfter = (
  pins: readonly MapPin[],
  event: GigEvent,
  textOf: (budget: number) => string,
): readonly MapPin[] => {
  if (event.type === 'gig_gone') return pins.filter(({ id }) => id !== event.data.gig_id)
  const { id, title, budget, latitude, longitude, status } = event.data.gig
  const others = pins.filter(pin => pin.id !== id)
  return status === 'PENDING' ? [...others, { id, title, text: textOf(budget), latitude, longitude }] : others
}
