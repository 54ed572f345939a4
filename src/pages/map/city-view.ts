import { Control, DomEvent, divIcon, type LatLng, Map as LeafletMap, Marker, TileLayer } from 'leaflet'
import type { Language } from './ground/ground.ts'
import { GroundLayer } from './ground/ground-layer.ts'
import type { CityMapProps } from './map-props.ts'
import { mapWords as words } from './map-words.ts'
import { MarksLayer } from './marks-layer.ts'
import { type Palette, readPalette } from './palette.ts'
import { PinLayer } from './pin-layer.ts'
import { boxOf, type MapView, type Place, placeOf, toLatLng } from './place.ts'
import { ScaleControl } from './scale-control.ts'
import { watchScheme } from './scheme.ts'
import type { Tiles } from './tiles.ts'

interface Options {
  language: Language
  center: Place
  zoom: number
  onMove(view: MapView): void
  onTap(place: Place): void
  onPin(id: string): void
  onPerson(id: string): void
}

const worldEdges: [[number, number], [number, number]] = [
  [-85, -100_000],
  [85, 100_000],
]

export class CityView {
  readonly #root: HTMLElement
  readonly #options: Options
  readonly #map: LeafletMap
  readonly #ground: GroundLayer
  readonly #marks: MarksLayer
  readonly #pins: PinLayer
  readonly #stopWatching: () => void
  readonly #onFont = () => this.#repaint()
  readonly #resizes: ResizeObserver
  #language: Language
  #palette: Palette
  #controls: Control[] = []
  #attribution: Control.Attribution
  #shown: Partial<CityMapProps> = {}
  #hasTiles = false
  #place: Marker | null = null
  #me: Marker | null = null

  constructor(root: HTMLElement, options: Options) {
    this.#root = root
    this.#options = options
    this.#language = options.language
    this.#palette = readPalette(root)
    this.#map = new LeafletMap(root, {
      center: toLatLng(options.center),
      zoom: options.zoom,
      minZoom: 3,
      maxZoom: 18,
      maxBounds: worldEdges,
      zoomControl: false,
      attributionControl: false,
      worldCopyJump: true,
    })
    this.#ground = new GroundLayer({ language: options.language, palette: this.#palette }).addTo(this.#map)
    this.#marks = new MarksLayer(this.#palette).addTo(this.#map)
    this.#pins = new PinLayer(options.onPin).addTo(this.#map)
    this.#attribution = new Control.Attribution({ prefix: false }).addTo(this.#map)
    this.#addControls()
    this.#map.on('moveend', () => this.#rest())
    this.#map.on('click', ({ latlng }) => this.#tap(latlng))
    this.#stopWatching = watchScheme(() => this.#repaint())
    // A canvas asks for a font when it first needs it, and draws with another one until it is there.
    document.fonts.addEventListener('loadingdone', this.#onFont)
    this.#resizes = new ResizeObserver(() => this.#map.invalidateSize({ animate: false }))
    this.#resizes.observe(root)
    this.#rest()
  }

  update(props: CityMapProps): void {
    const { language, pins = [], clusters = [], people = [], chosen = null } = props
    const last = this.#shown
    this.#shown = props
    if (language !== this.#language) this.#speak(language)
    const before = last.center ?? this.#options.center
    const isElsewhere =
      before.latitude !== props.center.latitude || before.longitude !== props.center.longitude
    if (isElsewhere || (last.zoom ?? this.#options.zoom) !== props.zoom)
      this.#map.setView(toLatLng(props.center), props.zoom, { animate: !prefersStillness() })
    if (clusters !== last.clusters || people !== last.people) this.#marks.set({ clusters, people })
    if (pins !== last.pins || chosen !== (last.chosen ?? null)) this.#pins.setPins(pins, chosen)
    this.#place = this.#movePoint(this.#place, props.place ?? null, 'place')
    this.#me = this.#movePoint(this.#me, props.me ?? null, 'me')
    for (const [id, count] of props.pulses ?? [])
      if (last.pulses && last.pulses !== props.pulses && last.pulses.get(id) !== count) this.#pulse(id)
  }

  showTiles(tiles: Tiles | null): void {
    if (!tiles) return
    const { url, minZoom, maxZoom, attribution } = tiles
    this.#hasTiles = true
    new TileLayer(url, { minZoom: 3, minNativeZoom: minZoom, maxNativeZoom: maxZoom, className: 'map-tiles' })
      .setZIndex(2)
      .addTo(this.#map)
    // Leaflet takes an attribution as HTML.
    this.#attribution.addAttribution(attribution.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`))
    this.#attribution.removeAttribution(words[this.#language].sketch)
  }

  remove(): void {
    this.#stopWatching()
    this.#resizes.disconnect()
    document.fonts.removeEventListener('loadingdone', this.#onFont)
    this.#map.remove()
  }

  #rest(): void {
    this.#pins.arrange()
    const map = this.#map
    const { x: width, y: height } = map.getSize()
    // What is hidden, such as a phone of the console behind another room, shows no part of the world.
    if (width === 0 || height === 0) return
    this.#options.onMove({
      center: placeOf(map.getCenter()),
      zoom: map.getZoom(),
      box: boxOf(map.getBounds()),
    })
  }

  #tap(at: LatLng): void {
    const mark = this.#marks.find(at)
    if (mark?.kind === 'person') this.#options.onPerson(mark.person.id)
    else if (mark) {
      const zoom = Math.min(18, this.#map.getZoom() + 2)
      this.#map.setView(toLatLng(mark.cluster), zoom, { animate: !prefersStillness() })
    } else this.#options.onTap(placeOf(at))
  }

  #pulse(id: string): void {
    const of = (other: { id: string }) => other.id === id
    const at = this.#shown.people?.find(of) ?? this.#shown.pins?.find(of)
    if (!at || prefersStillness()) return
    const ring = new Marker(toLatLng(at), {
      icon: divIcon({ className: 'map-pulse', iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
    }).addTo(this.#map)
    setTimeout(() => ring.remove(), 1200)
  }

  #movePoint(marker: Marker | null, at: Place | null, kind: 'place' | 'me'): Marker | null {
    if (!at) {
      marker?.remove()
      return null
    }
    if (marker) return marker.setLatLng(toLatLng(at))
    const title = words[this.#language][kind]
    const icon = divIcon({ className: `map-${kind}`, iconSize: [0, 0] })
    const isPlace = kind === 'place'
    const made = new Marker(toLatLng(at), {
      icon,
      title,
      draggable: isPlace,
      keyboard: false,
      zIndexOffset: isPlace ? 20_000 : -10_000,
    })
    made.on('dragend', () => this.#options.onTap(placeOf(made.getLatLng())))
    return made.addTo(this.#map)
  }

  #addControls(): void {
    const { zoomIn, zoomOut, sketch, units } = words[this.#language]
    for (const control of this.#controls) control.remove()
    this.#controls = [
      new Control.Zoom({ position: 'bottomright', zoomInTitle: zoomIn, zoomOutTitle: zoomOut }),
      new ScaleControl(units),
    ]
    for (const control of this.#controls) {
      control.addTo(this.#map)
      const element = control.getContainer()
      if (element) DomEvent.disableClickPropagation(element)
    }
    if (!this.#hasTiles) this.#attribution.addAttribution(sketch)
  }

  #speak(language: Language): void {
    this.#attribution.removeAttribution(words[this.#language].sketch)
    this.#language = language
    this.#addControls()
    this.#ground.setLook({ language, palette: this.#palette })
  }

  #repaint(): void {
    this.#palette = readPalette(this.#root)
    this.#ground.setLook({ language: this.#language, palette: this.#palette })
    this.#marks.set({ palette: this.#palette })
  }
}

const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
