import { basePath } from '../shared/base-path.ts'

/** Pictures of a tile server for beneath the map, as `GET /map.json` names them. */
export interface Tiles {
  /** With {z}, {x}, {y}. */
  url: string
  attribution: string
  minZoom: number
  maxZoom: number
}

let tiles: Promise<Tiles | null> | null = null

/** The tiles of this server; null where it has none, or cannot be reached: the sketch is there anyway. */
export const readTiles = (): Promise<Tiles | null> => {
  tiles ??= fetch(`${basePath}/map.json`)
    .then(async response => (response.ok ? ((await response.json()).tiles ?? null) : null))
    .catch(() => null)
  return tiles
}
