import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pmtilesOf } from '../support/pmtiles.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const folder = mkdtempSync(join(tmpdir(), 'chayenity-map-'))
const path = join(folder, 'city.pmtiles')
const pictures = [new Uint8Array([1, 2, 3]), new Uint8Array(300).fill(7)]
const tileServer = 'https://tile.example.com:8443/{z}/{x}/{y}.png © Example'

let sketch: TestServer
let withFile: TestServer
let withServer: TestServer

beforeAll(async () => {
  const tiles = pictures.map((picture, at) => ({ tileId: [0, 2][at] ?? 0, picture }))
  const metadata = { attribution: '<a href="https://example.com">© Example</a> & others' }
  writeFileSync(path, pmtilesOf(tiles, { metadata }))
  const env = { APP: 'on', MAP_PMTILES: path, PUBLIC_URL: 'http://localhost/city' }
  ;[sketch, withFile, withServer] = await Promise.all([
    startTestServer({ env: { APP: 'on' } }),
    startTestServer({ env }),
    startTestServer({ env: { APP: 'on', MAP_TILES: tileServer } }),
  ])
})
afterAll(async () => {
  await Promise.all([sketch, withFile, withServer].map(server => server.stop()))
  rmSync(folder, { recursive: true, force: true })
})

const mapOf = async ({ url }: TestServer) => (await fetch(`${url}/map.json`)).json()
const imageSourcesOf = async ({ url }: TestServer) => {
  const policy = (await fetch(`${url}/app`)).headers.get('content-security-policy') ?? ''
  return /img-src ([^;]*)/.exec(policy)?.[1]
}

describe('the ground of the map', () => {
  test('is the sketch of the page where no tiles are set, and there is no tile to ask for', async () => {
    expect(await mapOf(sketch)).toEqual({ tiles: null })
    expect((await fetch(`${sketch.url}/map/0/0/0`)).status).toBe(404)
  })

  test('names the tile server of MAP_TILES, and pages with a map may load pictures from its origin alone', async () => {
    expect(await mapOf(withServer)).toEqual({
      tiles: {
        url: 'https://tile.example.com:8443/{z}/{x}/{y}.png',
        attribution: '© Example',
        minZoom: 0,
        maxZoom: 18,
      },
    })
    const own = await imageSourcesOf(sketch)
    expect(await imageSourcesOf(withServer)).toBe(`${own} https://tile.example.com:8443`)
    expect((await fetch(`${withServer.url}/docs/ws`)).headers.get('content-security-policy')).not.toContain(
      'tile.example.com',
    )
  })

  test('names the tiles of MAP_PMTILES below the path of PUBLIC_URL, and tells their attribution as text', async () => {
    expect(await mapOf(withFile)).toEqual({
      tiles: { url: '/city/map/{z}/{x}/{y}', attribution: '© Example & others', minZoom: 0, maxZoom: 1 },
    })
    expect(await imageSourcesOf(withFile)).toBe(await imageSourcesOf(sketch))
  })
})

describe('the tiles of MAP_PMTILES', () => {
  const tile = (place: string, headers: Record<string, string> = {}) =>
    fetch(`${withFile.url}/map/${place}`, { headers })

  test('are the pictures of the file, with their type, for a day', async () => {
    for (const [at, place] of ['0/0/0', '1/0/1'].entries()) {
      const answer = await tile(place)
      expect([place, answer.status, answer.headers.get('content-type')]).toEqual([place, 200, 'image/png'])
      expect(answer.headers.get('cache-control')).toBe('public, max-age=86400')
      expect(await answer.bytes()).toEqual(pictures[at] ?? new Uint8Array())
    }
  })

  test('are not sent again to a browser that has them', async () => {
    const etag = (await tile('0/0/0')).headers.get('etag') ?? ''
    expect((await tile('0/0/0', { 'if-none-match': etag })).status).toBe(304)
  })

  test('are empty answers where the file has no picture, which no browser notes as an error', async () => {
    for (const place of ['1/0/0', '2/0/0', '17/100/100'])
      expect([place, (await tile(place)).status]).toEqual([place, 204])
  })

  test.each([
    '1/2/0',
    '0/0/1',
    '-1/0/0',
    '1.5/0/0',
    'a/b/c',
    '99/0/0',
    '1/0/99999999999',
    '0/0/0/0',
    '..%2f0/0/0',
  ])('are a 404 for what is no tile: %s', async place => {
    expect((await tile(place)).status).toBe(404)
  })
})
