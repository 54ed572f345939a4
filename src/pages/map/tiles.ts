import { basePath } from '../shared/base-path.ts'

export interface Tiles {
  /** With {z}, {x}, {y}. */
  url: string
  attribution: string
  minZoom: number
  maxZoom: number
}

let tiles: Promise<Tiles | null> | null = null

/** Null where the server has none or cannot be reached; the sketch is there anyway. */
export const readTiles = (): Promise<Tiles | null> => {
  tiles ??= fetch(`${basePath}/map.json`)
    .then(async response => (response.ok ? ((await response.json()).tiles ?? null) : null))
    .catch(() => null)
  return tiles
}
