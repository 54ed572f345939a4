import { Control, DomUtil, type Map as LeafletMap } from 'leaflet'
import { type LengthUnits, roundScale, scaleText } from './scale.ts'

const maxWidth = 90

/** Leaflet's own has English units alone. */
export class ScaleControl extends Control {
  readonly #units: LengthUnits
  readonly #line = DomUtil.create('div', 'leaflet-control-scale-line')
  #map: LeafletMap | null = null
  readonly #update = () => this.#draw()

  constructor(units: LengthUnits) {
    super({ position: 'bottomleft' })
    this.#units = units
  }

  override onAdd(map: LeafletMap): HTMLElement {
    const element = DomUtil.create('div', 'leaflet-control-scale')
    element.append(this.#line)
    this.#map = map
    map.on('move', this.#update).whenReady(this.#update)
    return element
  }

  override onRemove(map: LeafletMap): void {
    map.off('move', this.#update)
  }

  #draw(): void {
    const map = this.#map
    if (!map) return
    const y = map.getSize().y / 2
    const [left, right] = [map.containerPointToLatLng([0, y]), map.containerPointToLatLng([maxWidth, y])]
    const maxMetres = map.distance(left, right)
    if (!(maxMetres > 0)) return
    const { metres, share } = roundScale(maxMetres)
    this.#line.style.width = `${Math.round(maxWidth * share)}px`
    this.#line.textContent = scaleText(metres, this.#units)
  }
}
