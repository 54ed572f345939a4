import { type MapCluster, type MapPerson, type PersonState, shortCount } from './marks.ts'
import type { Palette } from './palette.ts'
import type { Place } from './place.ts'

export interface PlacedMark {
  x: number
  y: number
  radius: number
  mark: { kind: 'cluster'; cluster: MapCluster } | { kind: 'person'; person: MapPerson }
}

interface Marks {
  clusters: readonly MapCluster[]
  people: readonly MapPerson[]
  place(of: Place): { x: number; y: number }
}

/** @returns where they are, the ones on top last */
export const drawMarks = (ctx: CanvasRenderingContext2D, marks: Marks, palette: Palette): PlacedMark[] => {
  const clusters = marks.clusters
    .map(cluster => ({
      ...marks.place(cluster),
      radius: clusterRadius(cluster.count),
      mark: { kind: 'cluster' as const, cluster },
    }))
    .sort((one, other) => other.radius - one.radius)
  const people = marks.people.map(person => ({
    ...marks.place(person),
    radius: personRadius,
    mark: { kind: 'person' as const, person },
  }))
  for (const { x, y, radius } of clusters) drawDensity(ctx, x, y, radius * 2.6, palette.cluster)
  for (const placed of clusters) drawCluster(ctx, placed, placed.mark.cluster.count, palette)
  for (const placed of people) drawPerson(ctx, placed, placed.mark.person.state, palette)
  return [...clusters, ...people]
}

/** The area grows with the logarithm of the count. */
export const clusterRadius = (count: number): number =>
  Math.min(30, 12 + 4.2 * Math.log10(Math.max(1, count)))

const personRadius = 6

interface Spot {
  x: number
  y: number
  radius: number
}

const drawDensity = (
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  color: string,
): void => {
  const glow = ctx.createRadialGradient(x, y, 0, x, y, radius)
  glow.addColorStop(0, color)
  // Clear, and of the same colour: "transparent" would fade to grey.
  glow.addColorStop(1, color.replace(/^rgb\((.*)\)$/, 'rgba($1, 0)'))
  ctx.globalAlpha = 0.28
  ctx.fillStyle = glow
  ctx.fillRect(x - radius, y - radius, 2 * radius, 2 * radius)
  ctx.globalAlpha = 1
}

const drawCluster = (
  ctx: CanvasRenderingContext2D,
  { x, y, radius }: Spot,
  count: number,
  palette: Palette,
): void => {
  circle(ctx, x, y, radius)
  ctx.fillStyle = palette.cluster
  ctx.fill()
  ctx.lineWidth = 2
  ctx.strokeStyle = palette.clusterEdge
  ctx.stroke()
  ctx.font = `600 ${radius < 18 ? 11 : 13}px ${palette.font}`
  ctx.textAlign = 'center'
  ctx.textBaseline = 'middle'
  ctx.fillStyle = palette.clusterText
  ctx.fillText(shortCount(count), x, y + 0.5)
}

/** The corners of a state's shape, in radii from the middle; null for a circle. So the colour is not all that tells. */
const shapes: Readonly<Record<PersonState, readonly (readonly [across: number, down: number])[] | null>> = {
  working: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  engaged: [
    [0, -1.25],
    [1.15, 0.85],
    [-1.15, 0.85],
  ],
  asking: [
    [0, -1.25],
    [1.25, 0],
    [0, 1.25],
    [-1.25, 0],
  ],
  available: null,
  away: null,
}

const drawPerson = (
  ctx: CanvasRenderingContext2D,
  { x, y, radius }: Spot,
  state: PersonState,
  palette: Palette,
): void => {
  const isAway = state === 'away'
  const corners = shapes[state]
  ctx.beginPath()
  for (const [across, down] of corners ?? []) ctx.lineTo(x + across * radius, y + down * radius)
  if (corners) ctx.closePath()
  else ctx.arc(x, y, isAway ? radius - 2 : radius, 0, 2 * Math.PI)
  ctx.lineWidth = 2
  ctx.strokeStyle = isAway ? palette.away : palette.clusterEdge
  ctx.fillStyle = isAway ? palette.land : palette[state]
  ctx.fill()
  ctx.stroke()
}

const circle = (ctx: CanvasRenderingContext2D, x: number, y: number, radius: number): void => {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, 2 * Math.PI)
}
