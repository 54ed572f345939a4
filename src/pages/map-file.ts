export interface MapFile {
  minZoom: number
  maxZoom: number
  contentType: string
  /** Plain text; empty where the file does not say. */
  attribution: string
  tile(zoom: number, x: number, y: number): Promise<ArrayBuffer | null>
}

const contentTypes: Readonly<Record<number, string>> = {
  2: 'image/png',
  3: 'image/jpeg',
  4: 'image/webp',
  5: 'image/avif',
}

/** Reads only the parts that a tile needs. */
export const openMapFile = async (path: string): Promise<MapFile> => {
  const { PMTiles } = await import('pmtiles')
  const file = Bun.file(path)
  const archive = new PMTiles({
    getKey: () => path,
    getBytes: async (offset, length) => ({ data: await file.slice(offset, offset + length).arrayBuffer() }),
  })
  const { minZoom, maxZoom, tileType } = await archive.getHeader()
  const metadata = await archive.getMetadata()
  return {
    minZoom,
    maxZoom,
    contentType: contentTypes[tileType] ?? 'application/octet-stream',
    attribution: attributionIn(metadata),
    tile: async (zoom, x, y) => (await archive.getZxy(zoom, x, y))?.data ?? null,
  }
}

/** Files have it as HTML, with links. */
const attributionIn = (metadata: unknown): string => {
  if (typeof metadata !== 'object' || metadata === null || !('attribution' in metadata)) return ''
  return typeof metadata.attribution === 'string' ? metadata.attribution.replace(/<[^>]*>/g, '').trim() : ''
}
