import { describe, expect, test } from 'bun:test'
import type { GroundFeature, GroundKind } from '../../src/pages/map/ground/ground.ts'
import { placeLabels } from '../../src/pages/map/ground/labels.ts'
import type { Pixel, ProjectedFeature } from '../../src/pages/map/ground/projection.ts'

type Geometry = GroundFeature['geometry']

const projected = (
  type: Geometry['type'],
  points: Pixel[],
  { kind, rank = 1, name = 'A name' }: { kind: GroundKind; rank?: 1 | 2 | 3; name?: string },
): ProjectedFeature => {
  const coordinates = points.map(({ x, y }): [number, number] => [x, y])
  const geometry: Geometry =
    type === 'Polygon'
      ? { type, coordinates: [coordinates] }
      : type === 'LineString'
        ? { type, coordinates }
        : { type: 'Point', coordinates: coordinates[0] ?? [0, 0] }
  return {
    feature: { type: 'Feature', properties: { kind, rank, name: { en: name, th: `${name} th` } }, geometry },
    points,
    bounds: { left: 0, top: 0, right: 0, bottom: 0 },
  }
}

const labels = (features: ProjectedFeature[], zoom = 15, language: 'en' | 'th' = 'en') =>
  placeLabels(features, zoom, language, text => text.length * 10)

const at = (x: number, y = 0) => ({ x, y })

describe('the name of a place on the map', () => {
  test('stands at the middle point of a line', () => {
    const river = (...xs: number[]) =>
      projected(
        'LineString',
        xs.map(x => at(x)),
        { kind: 'river' },
      )
    expect(labels([river(0, 10, 90)]).map(label => label.at)).toEqual([at(10)])
    expect(labels([river(0, 10, 90, 95)]).map(label => label.at)).toEqual([at(90)])
  })

  test('stands in the middle of the corners of an area, whose first is its last', () => {
    const corners = [at(0, 0), at(10, 0), at(10, 20), at(0, 20), at(0, 0)]
    expect(labels([projected('Polygon', corners, { kind: 'green' })])[0]?.at).toEqual(at(5, 10))
  })

  test('stands right of the dot of a landmark, and over everything else', () => {
    const [landmark] = labels([projected('Point', [at(100, 50)], { kind: 'landmark' })])
    expect(landmark?.box).toMatchObject({ left: 96, right: 168 })
    const [district] = labels([projected('Point', [at(100, 50)], { kind: 'district' })])
    expect(district?.box).toMatchObject({ left: 70, right: 130 })
  })

  test('begins at the zoom of its rank, and a district ends where streets are read', () => {
    const shownAt = (kind: GroundKind, rank: 1 | 2 | 3) =>
      [10, 11, 12, 13, 14, 15, 16, 18].filter(
        zoom => labels([projected('Point', [at(0)], { kind, rank })], zoom).length > 0,
      )
    expect(shownAt('district', 1)).toEqual([11, 12, 13, 14, 15])
    expect(shownAt('district', 3)).toEqual([14, 15])
    expect(shownAt('landmark', 2)).toEqual([14, 15, 16, 18])
    expect(shownAt('street', 1)).toEqual([])
  })

  test('is left out where a more important one is, and shown in the language of the page', () => {
    const features = [
      projected('Point', [at(0)], { kind: 'landmark', rank: 2, name: 'Second' }),
      projected('Point', [at(20)], { kind: 'landmark', rank: 1, name: 'First' }),
      projected('Point', [at(0, 100)], { kind: 'canal', rank: 3, name: 'Third' }),
      projected('Point', [at(0, 200)], { kind: 'green', name: '' }),
    ]
    expect(labels(features).map(({ text }) => text)).toEqual(['First', 'Third'])
    expect(labels(features, 15, 'th').map(({ text }) => text)).toEqual(['First th', 'Third th'])
  })
})
