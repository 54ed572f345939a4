import type { Palette } from '../palette.ts'
import { gridLines } from './grid.ts'
import type { GroundKind } from './ground.ts'
import { type Label, type LabelStyle, labelFonts } from './labels.ts'
import { overlaps, type Pixel, type PixelBox, type ProjectedFeature, pixelsPerMetre } from './projection.ts'

interface Stroke {
  color: string
  width: number
  dash?: readonly number[]
}

/** Drawn from below: areas, water, roads from the smallest, rails. */
const areaKinds: readonly GroundKind[] = ['sea', 'green', 'campus', 'airfield', 'oldTown']
const roadKinds: readonly GroundKind[] = ['street', 'avenue', 'expressway']
const railKinds: readonly GroundKind[] = ['railway', 'metro']

/** How wide a road is drawn from zoom 10 on, in pixels. */
const roadWidths: Partial<Record<GroundKind, readonly number[]>> = {
  street: [0, 0, 0.8, 1.5, 3, 5, 8, 12, 16],
  avenue: [0.8, 1.2, 1.8, 3, 5, 8, 12, 17, 23],
  expressway: [1, 1.5, 2.2, 3.4, 5.5, 9, 13, 18, 24],
}

export interface TilePicture {
  features: readonly ProjectedFeature[]
  labels: readonly Label[]
  zoom: number
  box: PixelBox
}

export const paintTile = (ctx: CanvasRenderingContext2D, picture: TilePicture, palette: Palette): void => {
  const { box, zoom } = picture
  const near = picture.features.filter(({ bounds }) => overlaps(bounds, box, 40))
  const of = (kind: GroundKind) => near.filter(({ feature }) => feature.properties.kind === kind)
  ctx.fillStyle = palette.land
  ctx.fillRect(0, 0, box.right - box.left, box.bottom - box.top)
  ctx.translate(-box.left, -box.top)
  ctx.lineJoin = 'round'
  ctx.lineCap = 'round'
  for (const kind of areaKinds) for (const area of of(kind)) fillArea(ctx, area, areaColor(kind, palette))
  drawGrid(ctx, picture, palette)
  for (const kind of ['canal', 'river'] as const)
    for (const water of of(kind)) drawCurve(ctx, water.points, waterStroke(water, zoom, palette))
  for (const moat of of('moat')) drawLine(ctx, moat.points, waterStroke(moat, zoom, palette))
  drawRoads(ctx, of, zoom, palette)
  for (const kind of railKinds)
    for (const rail of of(kind)) drawLine(ctx, rail.points, railStroke(kind, zoom, palette))
  for (const label of picture.labels) if (overlaps(label.box, box, 4)) drawLabel(ctx, label, palette)
}

const areaColor = (kind: GroundKind, palette: Palette): string => {
  if (kind === 'sea') return palette.water
  if (kind === 'oldTown') return palette.oldTown
  return kind === 'green' ? palette.green : palette.built
}

const waterStroke = ({ feature }: ProjectedFeature, zoom: number, palette: Palette): Stroke => {
  const { kind, width = 20 } = feature.properties
  const [, latitude = 0] =
    feature.geometry.type === 'LineString' ? (feature.geometry.coordinates[0] ?? []) : []
  const least = kind === 'river' ? 2.5 : Math.max(0.4, (zoom - 10) * 0.4)
  return { color: palette.water, width: Math.max(least, width * pixelsPerMetre(latitude, zoom)) }
}

const railStroke = (kind: GroundKind, zoom: number, palette: Palette): Stroke => {
  const width = Math.max(0.8, Math.min(3, (zoom - 9) * 0.45))
  return kind === 'metro'
    ? { color: palette.metro, width }
    : { color: palette.railway, width, dash: [width * 3, width * 2] }
}

const drawRoads = (
  ctx: CanvasRenderingContext2D,
  of: (kind: GroundKind) => ProjectedFeature[],
  zoom: number,
  palette: Palette,
): void => {
  // All edges before all surfaces, so that crossings are open.
  for (const isEdge of [true, false]) {
    for (const kind of roadKinds) {
      const width = roadWidths[kind]?.[Math.max(0, Math.min(8, zoom - 10))] ?? 0
      if (width < 0.5 || (isEdge && width < 2.5)) continue
      const color = kind === 'expressway' ? palette.expressway : palette.road
      const stroke = isEdge ? { color: palette.roadEdge, width: width + 1.6 } : { color, width }
      for (const road of of(kind)) drawLine(ctx, road.points, stroke)
    }
  }
}

const drawGrid = (ctx: CanvasRenderingContext2D, { box, zoom }: TilePicture, palette: Palette): void => {
  for (const { from, to } of gridLines(box, zoom))
    drawLine(ctx, [from, to], { color: palette.grid, width: 1 })
}

/** What grew has round edges, and what was built has corners. */
const fillArea = (ctx: CanvasRenderingContext2D, area: ProjectedFeature, color: string): void => {
  const { feature, points } = area
  ctx.beginPath()
  if (feature.properties.kind === 'green' && points.length > 6) {
    const corners = points.slice(1)
    for (const [at, corner] of corners.entries()) {
      const middle = between(corner, corners[(at + 1) % corners.length] ?? corner)
      if (at === 0) {
        const start = between(corners.at(-1) ?? corner, corner)
        ctx.moveTo(start.x, start.y)
      }
      ctx.quadraticCurveTo(corner.x, corner.y, middle.x, middle.y)
    }
    ctx.closePath()
  } else for (const { x, y } of points) ctx.lineTo(x, y)
  ctx.fillStyle = color
  ctx.fill()
  ctx.strokeStyle = color
  ctx.lineWidth = 4
  ctx.stroke()
}

const drawLine = (ctx: CanvasRenderingContext2D, points: readonly Pixel[], stroke: Stroke): void => {
  ctx.beginPath()
  for (const { x, y } of points) ctx.lineTo(x, y)
  strokePath(ctx, stroke)
}

/** Through the middles of its parts, as water runs. */
const drawCurve = (ctx: CanvasRenderingContext2D, points: readonly Pixel[], stroke: Stroke): void => {
  ctx.beginPath()
  for (const [at, { x, y }] of points.entries()) {
    const next = points[at + 1]
    if (at === 0) ctx.moveTo(x, y)
    else if (next) {
      const middle = between({ x, y }, next)
      ctx.quadraticCurveTo(x, y, middle.x, middle.y)
    } else ctx.lineTo(x, y)
  }
  strokePath(ctx, stroke)
}

const between = (one: Pixel, other: Pixel): Pixel => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 })

const strokePath = (ctx: CanvasRenderingContext2D, { color, width, dash = [] }: Stroke): void => {
  ctx.strokeStyle = color
  ctx.lineWidth = width
  ctx.setLineDash([...dash])
  ctx.stroke()
  ctx.setLineDash([])
}

export const fontOf = (style: LabelStyle, family: string): string => {
  const { size, weight } = labelFonts[style]
  return `${style === 'water' ? 'italic ' : ''}${weight} ${size}px ${family}`
}

const drawLabel = (ctx: CanvasRenderingContext2D, { text, style, at }: Label, palette: Palette): void => {
  ctx.font = fontOf(style, palette.font)
  ctx.textBaseline = 'middle'
  ctx.textAlign = style === 'landmark' ? 'left' : 'center'
  ctx.lineWidth = 3
  ctx.strokeStyle = palette.halo
  const color = {
    water: palette.waterName,
    green: palette.greenName,
    district: palette.districtName,
    landmark: palette.landmarkName,
  }[style]
  const x = style === 'landmark' ? at.x + 7 : at.x
  ctx.strokeText(text, x, at.y)
  ctx.fillStyle = color
  ctx.fillText(text, x, at.y)
  if (style !== 'landmark') return
  ctx.beginPath()
  ctx.arc(at.x, at.y, 3, 0, 2 * Math.PI)
  ctx.lineWidth = 1.5
  ctx.stroke()
  ctx.fill()
}
