import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import { type Endpoint, openEndpoint } from '../http/endpoint.ts'
import { hasCurrentCopy } from '../http/file-reply.ts'
import { pathOf, withoutTrailingSlash } from '../http/paths.ts'
import { Reply } from '../http/reply.ts'
import type { RequestContext } from '../http/request-context.ts'
import { type MapFile, openMapFile } from './map-file.ts'

/** Public and not part of the API's document, as pages are. */
export const mapEndpoints = ({ config }: Pick<Context, 'config'>): Endpoint[] => {
  let opened: Promise<MapFile> | null = null
  const openFile = (path: string): Promise<MapFile> => {
    opened ??= openMapFile(path).catch(error => {
      opened = null
      throw error
    })
    return opened
  }
  const open = (path: string, run: (context: RequestContext) => Promise<Reply>): Endpoint =>
    openEndpoint({
      method: 'GET',
      path,
      tag: null,
      summary: path,
      description: 'The ground of the maps.',
      access: 'anyone',
      rateClass: 'none',
      responses: {},
      errors: ['RESOURCE_NOT_FOUND'],
      run: ({ context }) => run(context),
    })
  const describe = async ({ baseUrl }: RequestContext): Promise<Reply> => {
    const tiles = config.mapPmtiles
      ? tilesOfFile(await openFile(config.mapPmtiles), baseUrl)
      : config.mapTiles && { ...config.mapTiles, minZoom: 0, maxZoom: 18 }
    return new Reply(200, JSON.stringify({ tiles }), {
      'content-type': 'application/json;charset=utf-8',
      'cache-control': 'no-cache',
    })
  }
  return [
    open('/map.json', describe),
    ...(config.mapPmtiles ? [open('/map/:z/:x/:y', sendTile(openFile, config.mapPmtiles))] : []),
  ]
}

const tilesOfFile = ({ minZoom, maxZoom, attribution }: MapFile, baseUrl: string) => ({
  url: `${new URL(baseUrl).pathname.replace(/\/$/, '')}/map/{z}/{x}/{y}`,
  attribution,
  minZoom,
  maxZoom,
})

const sendTile =
  (openFile: (path: string) => Promise<MapFile>, path: string) =>
  async ({ request }: RequestContext): Promise<Reply> => {
    const [, zoom, x, y] =
      /\/map\/(\d{1,2})\/(\d{1,8})\/(\d{1,8})$/
        .exec(withoutTrailingSlash(pathOf(request.url)))
        ?.map(Number) ?? []
    const file = await openFile(path)
    if (zoom === undefined || x === undefined || y === undefined || !isInWorld(zoom, x, y))
      throw new AppError('RESOURCE_NOT_FOUND', 'There is no such tile.')
    const picture = zoom < file.minZoom || zoom > file.maxZoom ? null : await file.tile(zoom, x, y)
    const caching = { 'cache-control': 'public, max-age=86400' }
    // Browsers log each 404, and maps ask for tiles beyond the edge of the file.
    if (!picture) return new Reply(204, null, caching)
    const headers = { ...caching, etag: `"${Bun.hash(picture).toString(36)}"` }
    if (hasCurrentCopy(request, headers.etag)) return new Reply(304, null, headers)
    return new Reply(200, new Uint8Array(picture), {
      ...headers,
      'content-type': file.contentType,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
  }

const isInWorld = (zoom: number, x: number, y: number): boolean =>
  zoom <= 26 && x < 2 ** zoom && y < 2 ** zoom
