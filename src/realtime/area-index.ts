import { type Box, type Coordinates, isInBox } from '../lib/geo.ts'

/** A cell holds every box that touches it and is at most as large. */
interface Grid {
  readonly width: number
  readonly height: number
  readonly cells: Map<number, Set<Entry>>
}

interface Entry {
  readonly name: string
  readonly box: Box
}

/**
 * A box is kept in a grid whose cells are as large, so it touches at most four. A search reads one cell of
 * each grid, so its cost follows from the boxes around the place, whatever their size.
 */
export class AreaIndex {
  readonly #grids = new Map<string, Grid>()
  readonly #areas = new Map<string, readonly Entry[]>()

  /** @param boxes must not change afterwards; edges belong to a box */
  add(name: string, boxes: readonly Box[]): void {
    this.remove(name)
    const entries = boxes.map(box => ({ name, box }))
    this.#areas.set(name, entries)
    for (const entry of entries) {
      const grid = this.#gridOf(entry.box)
      for (const cell of cellsOf(grid, entry.box)) {
        const there = grid.cells.get(cell)
        if (there) there.add(entry)
        else grid.cells.set(cell, new Set([entry]))
      }
    }
  }

  remove(name: string): void {
    for (const entry of this.#areas.get(name) ?? []) {
      const grid = this.#gridOf(entry.box)
      for (const cell of cellsOf(grid, entry.box)) {
        const there = grid.cells.get(cell)
        there?.delete(entry)
        if (there?.size === 0) grid.cells.delete(cell)
      }
      if (grid.cells.size === 0) this.#grids.delete(gridNameOf(grid))
    }
    this.#areas.delete(name)
  }

  at(place: Coordinates): Set<string> {
    const names = new Set<string>()
    this.#collect(place, names)
    // The meridian has two numbers, and each belongs to boxes on one side of it.
    if (Math.abs(place.longitude) === 180) this.#collect({ ...place, longitude: -place.longitude }, names)
    return names
  }

  get size(): number {
    return this.#areas.size
  }

  #collect(place: Coordinates, names: Set<string>): void {
    for (const grid of this.#grids.values()) {
      const cell = cellAt(column(grid, place.longitude), row(grid, place.latitude))
      for (const { name, box } of grid.cells.get(cell) ?? none)
        if (isInBox(place.latitude, place.longitude, box)) names.add(name)
    }
  }

  #gridOf(box: Box): Grid {
    const width = cellSideOf(box.east - box.west)
    const height = cellSideOf(box.north - box.south)
    const gridName = gridNameOf({ width, height })
    const grid = this.#grids.get(gridName) ?? { width, height, cells: new Map() }
    this.#grids.set(gridName, grid)
    return grid
  }
}

const none: ReadonlySet<Entry> = new Set()

const gridNameOf = ({ width, height }: Pick<Grid, 'width' | 'height'>) => `${width} ${height}`

/** About 100 metres; smaller boxes share this grid. */
const minCellSide = 2 ** -10

/** The least power of two that is not smaller than the box: at most 20 of them. */
const cellSideOf = (side: number): number => Math.max(minCellSide, 2 ** Math.ceil(Math.log2(side)))

const column = ({ width }: Grid, longitude: number): number => Math.floor((longitude + 180) / width)
const row = ({ height }: Grid, latitude: number): number => Math.floor((latitude + 90) / height)

/** A circle of latitude has fewer than 2²⁰ of the smallest cells. */
const cellAt = (x: number, y: number): number => y * 2 ** 20 + x

const cellsOf = (grid: Grid, { west, south, east, north }: Box): number[] => {
  const cells: number[] = []
  for (let y = row(grid, south); y <= row(grid, north); y += 1)
    for (let x = column(grid, west); x <= column(grid, east); x += 1) cells.push(cellAt(x, y))
  return cells
}
