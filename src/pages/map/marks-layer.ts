import { DomUtil, type LatLng, Layer, type Map as LeafletMap, point, type ZoomAnimEvent } from 'leaflet'
import { drawMarks, type PlacedMark } from './draw-marks.ts'
import type { MapCluster, MapPerson } from './marks.ts'
import type { Palette } from './palette.ts'
import { toLatLng } from './place.ts'

/** Beyond each side, as a part of the map's size, so that a drag shows no edge. */
const padding = 0.35
const touchMargin = 8

/** Moves with the map and is drawn again when the map rests. */
export class MarksLayer extends Layer {
  readonly #canvas: HTMLCanvasElement
  #map: LeafletMap | null = null
  #palette: Palette
  #clusters: readonly MapCluster[] = []
  #people: readonly MapPerson[] = []
  #placed: PlacedMark[] = []
  #drawnAt: { center: LatLng; zoom: number } | null = null
  #frame = 0

  constructor(palette: Palette) {
    super({ pane: 'overlayPane' })
    this.#palette = palette
    this.#canvas = document.createElement('canvas')
    this.#canvas.className = 'leaflet-zoom-animated map-marks'
  }

  set(marks: { clusters?: readonly MapCluster[]; people?: readonly MapPerson[]; palette?: Palette }): void {
    this.#clusters = marks.clusters ?? this.#clusters
    this.#people = marks.people ?? this.#people
    this.#palette = marks.palette ?? this.#palette
    this.#draw()
  }

  /** The one on top, or null. */
  find(at: LatLng): PlacedMark['mark'] | null {
    if (!this.#map) return null
    const { x, y } = this.#map.latLngToLayerPoint(at)
    const hit = this.#placed.findLast(mark => Math.hypot(mark.x - x, mark.y - y) <= mark.radius + touchMargin)
    return hit?.mark ?? null
  }

  override onAdd(map: LeafletMap): this {
    this.#map = map
    this.getPane()?.append(this.#canvas)
    map.on('zoomanim', this.#onZoomAnimation)
    this.#draw()
    return this
  }

  override onRemove(): this {
    this.#map?.off('zoomanim', this.#onZoomAnimation)
    this.#map = null
    cancelAnimationFrame(this.#frame)
    this.#canvas.remove()
    return this
  }

  override getEvents() {
    return {
      moveend: () => this.#draw(),
      viewreset: () => this.#draw(),
      resize: () => this.#draw(),
      zoom: () => this.#follow(this.#map?.getCenter(), this.#map?.getZoom()),
    }
  }

  #onZoomAnimation = ({ center, zoom }: ZoomAnimEvent): void => this.#follow(center, zoom)

  /** At most once a frame. */
  #draw(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#drawNow())
  }

  #drawNow(): void {
    const map = this.#map
    if (!map) return
    const size = map
      .getSize()
      .multiplyBy(1 + 2 * padding)
      .round()
    const origin = map.containerPointToLayerPoint(map.getSize().multiplyBy(-padding)).round()
    const scale = Math.min(2, window.devicePixelRatio)
    const canvas = this.#canvas
    if (canvas.width !== size.x * scale || canvas.height !== size.y * scale) {
      canvas.width = size.x * scale
      canvas.height = size.y * scale
      canvas.style.width = `${size.x}px`
      canvas.style.height = `${size.y}px`
    }
    DomUtil.setTransform(canvas, origin, 1)
    this.#drawnAt = { center: map.getCenter(), zoom: map.getZoom() }
    const ctx = canvas.getContext('2d')
    if (!ctx) return
    ctx.setTransform(scale, 0, 0, scale, 0, 0)
    ctx.clearRect(0, 0, size.x, size.y)
    ctx.translate(-origin.x, -origin.y)
    const place = (mark: { latitude: number; longitude: number }) => map.latLngToLayerPoint(toLatLng(mark))
    this.#placed = drawMarks(ctx, { clusters: this.#clusters, people: this.#people, place }, this.#palette)
  }

  /** While the map zooms. */
  #follow(center: LatLng | undefined, zoom: number | undefined): void {
    const map = this.#map
    const drawn = this.#drawnAt
    if (!map || !drawn || !center || zoom === undefined) return
    const scale = map.getZoomScale(zoom, drawn.zoom)
    const halfView = map.getSize().multiplyBy(0.5 + padding)
    const panePosition = DomUtil.getPosition(map.getPane('mapPane') ?? this.#canvas) ?? point(0, 0)
    const newOrigin = map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(panePosition).round()
    const offset = halfView.multiplyBy(-scale).add(map.project(drawn.center, zoom)).subtract(newOrigin)
    DomUtil.setTransform(this.#canvas, offset, scale)
  }
}
