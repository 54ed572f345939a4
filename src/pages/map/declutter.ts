/** Of the tip of the pin; in pixels. */
export interface PinPlace {
  id: string
  x: number
  y: number
  width: number
  /** Shows its text whatever is near. */
  isFirst: boolean
}

const textHeight = 26

/** The first ones win. */
export const chooseDetailed = (places: readonly PinPlace[]): Set<string> => {
  const taken: PinPlace[] = []
  for (const place of [...places].sort((one, other) => Number(other.isFirst) - Number(one.isFirst)))
    if (place.isFirst || taken.every(other => !collide(place, other))) taken.push(place)
  return new Set(taken.map(({ id }) => id))
}

const collide = (one: PinPlace, other: PinPlace): boolean =>
  Math.abs(one.x - other.x) < (one.width + other.width) / 2 && Math.abs(one.y - other.y) < textHeight
