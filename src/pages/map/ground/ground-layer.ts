import { type Coords, GridLayer, type GridLayerOptions } from 'leaflet'
import type { Palette } from '../palette.ts'
import { bangkok } from './bangkok.ts'
import { chiangmai } from './chiangmai.ts'
import type { Language } from './ground.ts'
import { hatyai } from './hatyai.ts'
import { type Label, placeLabels } from './labels.ts'
import { fontOf, paintTile } from './paint.ts'
import { type ProjectedFeature, projectFeature } from './projection.ts'

const grounds = [bangkok, chiangmai, hatyai]
const tileSize = 512

interface ZoomLevel {
  features: ProjectedFeature[]
  labels: Label[]
}

interface GroundOptions extends GridLayerOptions {
  language: Language
  palette: Palette
}

export class GroundLayer extends GridLayer {
  #look: Pick<GroundOptions, 'language' | 'palette'>
  #levels = new Map<number, ZoomLevel>()

  constructor({ language, palette, ...options }: GroundOptions) {
    super({ tileSize, keepBuffer: 1, updateWhenZooming: false, ...options })
    this.#look = { language, palette }
  }

  setLook(look: Pick<GroundOptions, 'language' | 'palette'>): void {
    this.#look = look
    this.#levels = new Map()
    this.redraw()
  }

  protected override createTile({ x, y, z }: Coords): HTMLElement {
    const tile = document.createElement('canvas')
    const scale = Math.min(2, window.devicePixelRatio)
    tile.width = tileSize * scale
    tile.height = tileSize * scale
    const ctx = tile.getContext('2d', { alpha: false })
    if (!ctx) return tile
    ctx.scale(scale, scale)
    const level = this.#levelOf(z, ctx)
    const [left, top] = [x * tileSize, y * tileSize]
    const box = { left, top, right: left + tileSize, bottom: top + tileSize }
    paintTile(ctx, { ...level, zoom: z, box }, this.#look.palette)
    return tile
  }

  #levelOf(zoom: number, ctx: CanvasRenderingContext2D): ZoomLevel {
    const known = this.#levels.get(zoom)
    if (known) return known
    const { language, palette } = this.#look
    const features = grounds.flatMap(city => city.features.map(feature => projectFeature(feature, zoom)))
    const labels = placeLabels(features, zoom, language, (text, style) => {
      ctx.font = fontOf(style, palette.font)
      return ctx.measureText(text).width
    })
    const level = { features, labels }
    this.#levels.set(zoom, level)
    return level
  }
}
