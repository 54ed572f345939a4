import { divIcon, LayerGroup, type Map as LeafletMap, Marker } from 'leaflet'
import { chooseDetailed } from './declutter.ts'
import type { MapPin } from './marks.ts'
import { toLatLng } from './place.ts'

interface Shown {
  marker: Marker
  pin: MapPin
  element: HTMLElement
}

/** Buttons of the page, for keyboards too. A pin keeps its element, so that nothing blinks. */
export class PinLayer extends LayerGroup {
  readonly #onPin: (id: string) => void
  readonly #shown = new Map<string, Shown>()
  #chosen: string | null = null

  constructor(onPin: (id: string) => void) {
    super()
    this.#onPin = onPin
  }

  setPins(pins: readonly MapPin[], chosen: string | null): void {
    this.#chosen = chosen
    const kept = new Set(pins.map(({ id }) => id))
    for (const [id, { marker }] of this.#shown) {
      if (kept.has(id)) continue
      this.removeLayer(marker)
      this.#shown.delete(id)
    }
    for (const pin of pins) this.#show(pin)
    this.arrange()
  }

  /** To be called when the map rests at another place. */
  arrange(): void {
    const map: LeafletMap | null = this._map
    if (!map) return
    const places = [...this.#shown.values()].map(({ pin }) => ({
      id: pin.id,
      ...pixelOf(map, pin),
      width: 18 + 7.5 * pin.text.length,
      isFirst: pin.id === this.#chosen,
    }))
    const detailed = chooseDetailed(places)
    for (const { pin, element, marker } of this.#shown.values()) {
      const isChosen = pin.id === this.#chosen
      element.classList.toggle('is-dot', !detailed.has(pin.id))
      element.classList.toggle('is-chosen', isChosen)
      marker.setZIndexOffset(isChosen ? 10_000 : detailed.has(pin.id) ? 1000 : 0)
    }
  }

  #show(pin: MapPin): void {
    const known = this.#shown.get(pin.id)
    if (!known) {
      this.#add(pin)
      return
    }
    if (known.pin.latitude !== pin.latitude || known.pin.longitude !== pin.longitude)
      known.marker.setLatLng(toLatLng(pin))
    known.pin = pin
    describe(known, pin)
  }

  #add(pin: MapPin): void {
    const element = document.createElement('span')
    const icon = divIcon({ html: element, className: 'map-pin', iconSize: [0, 0] })
    const marker = new Marker(toLatLng(pin), { icon, title: pin.title, riseOnHover: true })
    marker.on('click', () => this.#onPin(pin.id))
    // Leaflet opens a marker with Enter; the space bar belongs to a button too.
    marker.on('keydown', ({ originalEvent }) => {
      if (originalEvent.key !== ' ') return
      originalEvent.preventDefault()
      this.#onPin(pin.id)
    })
    this.addLayer(marker)
    const shown = { marker, pin, element }
    this.#shown.set(pin.id, shown)
    describe(shown, pin)
  }
}

const pixelOf = (map: LeafletMap, pin: MapPin): { x: number; y: number } => {
  const { x, y } = map.latLngToContainerPoint(toLatLng(pin))
  return { x, y }
}

const describe = ({ marker, element }: Shown, { text, title, status = 'PENDING' }: MapPin): void => {
  element.className = `map-pin-body is-${status.toLowerCase().replace('_', '-')}`
  element.textContent = text
  marker.getElement()?.setAttribute('aria-label', `${title}, ${text}`)
}
