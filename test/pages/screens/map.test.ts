import { describe, expect, test } from 'bun:test'
import { clusterRadius, drawMarks } from '../../../src/pages/map/draw-marks.ts'
import type { GroundFeature, GroundKind } from '../../../src/pages/map/ground/ground.ts'
import type { Label } from '../../../src/pages/map/ground/labels.ts'
import { fontOf, paintTile } from '../../../src/pages/map/ground/paint.ts'
import type { Pixel, ProjectedFeature } from '../../../src/pages/map/ground/projection.ts'
import type { PersonState } from '../../../src/pages/map/marks.ts'
import { type Palette, readPalette } from '../../../src/pages/map/palette.ts'
import { recordingCanvas } from './canvas.ts'

/** Each colour is its own name. */
const palette = ((): Palette => {
  const probe = { style: { color: '' }, hidden: false, remove: () => {} }
  const root = { append: () => {}, ownerDocument: { createElement: () => probe }, style: { color: '' } }
  Object.assign(globalThis, {
    getComputedStyle: ({ style }: typeof probe) => ({
      color: style.color.replace(/^var\(--map-(.*)\)$/, '$1'),
      fontFamily: 'Noto',
    }),
  })
  // It has the parts of an element that are asked for.
  const read = readPalette(root as unknown as HTMLElement)
  Reflect.deleteProperty(globalThis, 'getComputedStyle')
  return read
})()

const featureOf = (
  kind: GroundKind,
  points: Pixel[],
  more: { width?: number; bounds?: Partial<ProjectedFeature['bounds']> } = {},
): ProjectedFeature => {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const feature: GroundFeature = {
    type: 'Feature',
    geometry: { type: 'LineString', coordinates: [[100, 60]] },
    properties: {
      kind,
      name: { th: '', en: '' },
      rank: 2,
      ...(more.width !== undefined && { width: more.width }),
    },
  }
  return {
    feature,
    points,
    bounds: {
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
      ...more.bounds,
    },
  }
}

const box = { left: 1_000, top: 2_000, right: 1_050, bottom: 2_050 }

const paint = (features: ProjectedFeature[], zoom = 14, labels: Label[] = []) => {
  const { ctx, take } = recordingCanvas()
  paintTile(ctx, { features, labels, zoom, box }, palette)
  const lines = take()
  const lastOfBegin = lines.indexOf('lineCap = round')
  return { begin: lines.slice(0, lastOfBegin + 1), lines: withoutGrid(lines.slice(lastOfBegin + 1)) }
}

/** A line of the grid takes eight lines, its colour the fourth. */
const withoutGrid = (lines: string[]): string[] => {
  const of = lines.indexOf(`strokeStyle = ${palette.grid}`)
  return of === -1 ? lines : withoutGrid(lines.toSpliced(of - 3, 8))
}

/** The widths of the strokes of a colour. */
const widthsOf = (lines: string[], color: string) =>
  lines.flatMap((line, at) =>
    line === `strokeStyle = ${color}` ? [Number(lines[at + 1]?.replace('lineWidth = ', ''))] : [],
  )

const at = (x: number, y: number): Pixel => ({ x, y })
const across = [at(1_000, 2_010), at(1_020, 2_020), at(1_050, 2_010)]

describe('a tile of the sketch', () => {
  test('begins with land, and counts from its own corner', () => {
    expect(paint([]).begin).toEqual([
      'fillStyle = land',
      'fillRect 0 0 50 50',
      'translate -1000 -2000',
      'lineJoin = round',
      'lineCap = round',
    ])
  })

  test('draws what is in it or within forty pixels, and nothing else', () => {
    const line = (x: number) => featureOf('metro', [at(x, 2_010), at(x, 2_020)])
    const count = (x: number) => widthsOf(paint([line(x)]).lines, 'metro').length
    expect([count(961), count(960), count(1_089), count(1_090)]).toEqual([1, 0, 1, 0])
  })

  test('fills each kind of area with its colour, the sea first', () => {
    const corners = [at(1_000, 2_000), at(1_020, 2_000), at(1_020, 2_020), at(1_000, 2_000)]
    const kinds = ['oldTown', 'airfield', 'campus', 'green', 'sea'] as const
    const { lines } = paint(kinds.map(kind => featureOf(kind, corners)))
    expect(lines.filter(line => line.startsWith('fillStyle'))).toEqual([
      'fillStyle = water',
      'fillStyle = green',
      'fillStyle = built',
      'fillStyle = built',
      `fillStyle = ${palette.oldTown}`,
    ])
    expect(lines.slice(0, 10)).toEqual([
      'beginPath',
      'lineTo 1000 2000',
      'lineTo 1020 2000',
      'lineTo 1020 2020',
      'lineTo 1000 2000',
      'fillStyle = water',
      'fill',
      'strokeStyle = water',
      'lineWidth = 4',
      'stroke',
    ])
  })

  test('rounds the edge of a park with more than five corners, from the middle of one side to the next', () => {
    const park = (corners: Pixel[]) => paint([featureOf('green', [...corners, corners[0] ?? at(0, 0)])]).lines
    const six = [
      at(1_000, 2_000),
      at(1_010, 2_000),
      at(1_020, 2_010),
      at(1_020, 2_020),
      at(1_010, 2_030),
      at(1_000, 2_020),
    ]
    expect(park(six).slice(0, 9)).toEqual([
      'beginPath',
      'moveTo 1005 2000',
      'quadraticCurveTo 1010 2000 1015 2005',
      'quadraticCurveTo 1020 2010 1020 2015',
      'quadraticCurveTo 1020 2020 1015 2025',
      'quadraticCurveTo 1010 2030 1005 2025',
      'quadraticCurveTo 1000 2020 1000 2010',
      'quadraticCurveTo 1000 2000 1005 2000',
      'closePath',
    ])
    expect(park(six.slice(0, 5)).filter(line => line.startsWith('quadratic'))).toEqual([])
    expect(paint([featureOf('campus', [...six, six[0] ?? at(0, 0)])]).lines).not.toContain('closePath')
  })

  test('lets water run in curves through the middles, and a moat in corners', () => {
    const [river, moat] = (['river', 'moat'] as const).map(kind => paint([featureOf(kind, across)]).lines)
    expect(river?.slice(0, 4)).toEqual([
      'beginPath',
      'moveTo 1000 2010',
      'quadraticCurveTo 1020 2020 1035 2015',
      'lineTo 1050 2010',
    ])
    expect(moat?.slice(0, 4)).toEqual([
      'beginPath',
      'lineTo 1000 2010',
      'lineTo 1020 2020',
      'lineTo 1050 2010',
    ])
  })

  test('shows water as wide as it is, and small water as wide as can be seen', () => {
    const width = (kind: GroundKind, zoom: number, metres?: number) =>
      widthsOf(
        paint([featureOf(kind, across, metres === undefined ? {} : { width: metres })], zoom).lines,
        'water',
      )[0]
    // At 60 degrees a pixel of zoom 14 is 4.78 metres.
    expect(width('river', 14, 200)).toBeCloseTo(41.86, 1)
    expect(width('river', 14)).toBeCloseTo(4.19, 1)
    expect(width('river', 10, 20)).toBe(2.5)
    expect([width('canal', 14, 0.1), width('canal', 12, 0.1), width('canal', 10, 0.1)]).toEqual([
      1.6, 0.8, 0.4,
    ])
  })

  test('shows railways dashed and the metro whole, wider from nearer up to three pixels', () => {
    const widths = [10, 12, 14, 18].map(
      zoom => widthsOf(paint([featureOf('metro', across)], zoom).lines, 'metro')[0],
    )
    expect(widths).toEqual([0.8, 1.35, 2.25, 3])
    const { lines } = paint([featureOf('railway', across)], 18)
    expect(lines.filter(line => line.startsWith('setLineDash'))).toEqual([
      'setLineDash [9,6]',
      'setLineDash []',
    ])
    expect(lines).toContain('strokeStyle = railway')
    expect(paint([featureOf('metro', across)], 18).lines).not.toContain('setLineDash [9,6]')
  })

  test('writes its labels and those that reach into it', () => {
    const label = (left: number, style: Label['style'] = 'district'): Label => ({
      text: 'A name',
      style,
      at: at(left + 20, 2_020),
      box: { left, right: left + 40, top: 2_010, bottom: 2_030 },
    })
    const count = (left: number) =>
      paint([], 14, [label(left)]).lines.filter(line => line.startsWith('fillText')).length
    expect([count(1_000), count(957), count(956), count(1_053), count(1_054)]).toEqual([1, 1, 0, 1, 0])
    const { lines } = paint([], 14, [label(1_000)])
    expect(lines).toEqual([
      'font = 600 13px Noto',
      'textBaseline = middle',
      'textAlign = center',
      'lineWidth = 3',
      'strokeStyle = halo',
      'strokeText A name 1020 2020',
      `fillStyle = ${palette.districtName}`,
      'fillText A name 1020 2020',
    ])
    const landmark = paint([], 14, [label(1_000, 'landmark')]).lines
    expect(landmark.slice(2)).toEqual([
      'textAlign = left',
      'lineWidth = 3',
      'strokeStyle = halo',
      'strokeText A name 1027 2020',
      `fillStyle = ${palette.landmarkName}`,
      'fillText A name 1027 2020',
      'beginPath',
      'arc 1020 2020 3 0 6.28',
      'lineWidth = 1.5',
      'stroke',
      'fill',
    ])
  })

  test('names water in italics', () => {
    expect([fontOf('water', 'Noto'), fontOf('green', 'Noto')]).toEqual([
      'italic 500 12px Noto',
      '500 11px Noto',
    ])
  })
})

describe('a road of the sketch', () => {
  const strokes = (kind: GroundKind, zoom: number) => {
    const { lines } = paint([featureOf(kind, across)], zoom)
    return {
      edges: widthsOf(lines, palette.roadEdge),
      surfaces: widthsOf(lines, kind === 'expressway' ? palette.expressway : palette.road),
    }
  }

  test('is as wide as its kind at its zoom, with an edge from nearer', () => {
    const all = (kind: GroundKind) => [9, 10, 12, 14, 16, 18, 19].map(zoom => strokes(kind, zoom).surfaces)
    expect(all('street')).toEqual([[], [], [0.8], [3], [8], [16], [16]])
    expect(all('avenue')).toEqual([[0.8], [0.8], [1.8], [5], [12], [23], [23]])
    expect(all('expressway')).toEqual([[1], [1], [2.2], [5.5], [13], [24], [24]])
    const edges = [12, 13, 14, 18].map(zoom => strokes('avenue', zoom).edges)
    expect(edges).toEqual([[], [4.6], [6.6], [24.6]])
  })

  test('is drawn after the edges of all roads, the small ones first', () => {
    const { lines } = paint([featureOf('expressway', across), featureOf('street', across)], 16)
    expect(lines.filter(line => line.startsWith('strokeStyle'))).toEqual([
      `strokeStyle = ${palette.roadEdge}`,
      `strokeStyle = ${palette.roadEdge}`,
      `strokeStyle = ${palette.road}`,
      `strokeStyle = ${palette.expressway}`,
    ])
  })
})

describe('the marks of a map', () => {
  const place = { latitude: 0, longitude: 0 }
  const draw = (counts: number[], states: PersonState[]) => {
    const canvas = recordingCanvas()
    const placed = drawMarks(
      canvas.ctx,
      {
        clusters: counts.map((count, x) => ({ latitude: 0, longitude: x, count })),
        people: states.map((state, x) => ({ ...place, longitude: 100 + x, id: `${x}`, name: '', state })),
        place: ({ longitude }) => ({ x: longitude, y: 50 }),
      },
      palette,
    )
    return { placed, lines: canvas.take() }
  }

  test('grow with the logarithm of their count, from twelve pixels to thirty', () => {
    expect([0, 1, 10, 1000].map(clusterRadius).map(radius => Number(radius.toFixed(1)))).toEqual([
      12, 12, 16.2, 24.6,
    ])
    expect(clusterRadius(1_000_000)).toBe(30)
  })

  test('have the small ones over the large ones, and people over all', () => {
    const { placed } = draw([10, 1000, 1], ['asking'])
    expect(placed.map(({ mark }) => (mark.kind === 'cluster' ? mark.cluster.count : mark.person.id))).toEqual(
      [1000, 10, 1, '0'],
    )
    expect(placed.at(-1)).toMatchObject({ x: 100, y: 50, radius: 6 })
  })

  test('glow in their own colour, and say how many they are', () => {
    const { lines } = draw([1], [])
    expect(lines).toEqual([
      'createRadialGradient 0 50 0 0 50 31.2',
      'addColorStop 0 cluster',
      'addColorStop 1 cluster',
      'globalAlpha = 0.28',
      'fillStyle = glow',
      'fillRect -31.2 18.8 62.4 62.4',
      'globalAlpha = 1',
      'beginPath',
      'arc 0 50 12 0 6.28',
      'fillStyle = cluster',
      'fill',
      'lineWidth = 2',
      `strokeStyle = ${palette.clusterEdge}`,
      'stroke',
      'font = 600 11px Noto',
      'textAlign = center',
      'textBaseline = middle',
      `fillStyle = ${palette.clusterText}`,
      'fillText 1 0 50.5',
    ])
    expect(draw([1000], []).lines).toContain('font = 600 13px Noto')
    const canvas = recordingCanvas()
    drawMarks(
      canvas.ctx,
      { clusters: [{ ...place, count: 1 }], people: [], place: () => at(0, 0) },
      { ...palette, cluster: 'rgb(1, 2, 3)' },
    )
    expect(canvas.lines).toContain('addColorStop 1 rgba(1, 2, 3, 0)')
  })

  test('tell the state of a person by shape and colour', () => {
    const { lines } = draw([], ['working'])
    expect(lines).toEqual([
      'beginPath',
      'lineTo 94.6 44.6',
      'lineTo 105.4 44.6',
      'lineTo 105.4 55.4',
      'lineTo 94.6 55.4',
      'closePath',
      'lineWidth = 2',
      `strokeStyle = ${palette.clusterEdge}`,
      'fillStyle = working',
      'fill',
      'stroke',
    ])
    const shape = (state: PersonState) => draw([], [state]).lines.slice(1, -5)
    expect(shape('engaged')).toEqual([
      'lineTo 100 42.5',
      'lineTo 106.9 55.1',
      'lineTo 93.1 55.1',
      'closePath',
    ])
    expect(shape('asking')).toEqual([
      'lineTo 100 42.5',
      'lineTo 107.5 50',
      'lineTo 100 57.5',
      'lineTo 92.5 50',
      'closePath',
    ])
    expect(shape('available')).toEqual(['arc 100 50 6 0 6.28'])
    expect(draw([], ['away']).lines.slice(1, 5)).toEqual([
      'arc 100 50 4 0 6.28',
      'lineWidth = 2',
      'strokeStyle = away',
      'fillStyle = land',
    ])
  })
})
