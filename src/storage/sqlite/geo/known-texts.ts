import type Database from 'better-sqlite3'
import { gigStatuses } from '../../../domain/gigs/gig.ts'
import { AppError } from '../../../errors.ts'
import { threadCpuMs } from '../../../lib/cpu-time.ts'
import { type CellPosition, cellNumberOf, cellOfNumber } from '../../geo/cells.ts'
import { Matches } from './matches.ts'
import type { PackedGigReads } from './packed-gig-reads.ts'
import type { CellRange, TextReads } from './words.ts'

interface KnownText {
  /** Right for the gigs of known cells alone. */
  matches: Matches
  /** For each known cell the matches of each status. */
  counts: Map<number, number[]>
  /** The last change that is in them. */
  seen: number
}

/** Some 12 MB. */
const maxKnownCells = 100_000

/** Each has a bit for every gig, 125 KB for a million. */
export const maxKnownTexts = 32

/** Of CPU time. Of a million gigs that all have a text, half are counted in a third of it. */
const maxCountMs = 1000

/** A checkpoint waits a little longer for readers. */
const maxMomentMs = 50

/** To learn more takes as long as to count anew. Fewer than are kept. */
const maxChanges = 2000

/** Read at once, between two looks at the time. */
const changesAtOnce = 100

const takesTooLong = () =>
  new AppError(
    'OVERLOADED',
    'The gigs with this text could not be counted within a second. Try again, since a part is counted now, or search for another text.',
    { retryAfterSeconds: 1 },
  )

type ChangeRow = [n: number, cell: number, gigRowId: number]

/**
 * A text that many gigs have is counted once in each cell, and what has changed since is added: else every search would
 * read all matches within its circle. The texts that were searched last stay.
 */
export const createKnownTexts = (
  db: Database.Database,
  gigReads: PackedGigReads,
  texts: Pick<TextReads, 'findIn' | 'findAmong'>,
) => {
  const findLastChange = db.prepare<[], number | null>('SELECT max(n) FROM gig_cell_changes').pluck()
  const findChanges = db
    .prepare<[number, number], ChangeRow>(
      'SELECT n, cell, gig_row_id FROM gig_cell_changes WHERE n > ? ORDER BY n LIMIT ?',
    )
    .raw()
  const known = new Map<string, KnownText>()

  const readLastChange = (): number => findLastChange.get() ?? 0

  const countGigs = (
    cells: readonly CellPosition[],
    { matches, counts }: KnownText,
    isMatch: (gigRowId: number) => boolean,
  ): void => {
    for (const cell of cells)
      counts.set(
        cellNumberOf(cell),
        gigStatuses.map(() => 0),
      )
    gigReads.visitCells(cells, 0, gigStatuses.length - 1, (cell, gigs, status) => {
      const ofCell = counts.get(cellNumberOf(cell)) ?? []
      for (let at = 0; at < gigs.count; at += 1) {
        const gigRowId = gigs.rowId(at)
        if (isMatch(gigRowId)) {
          matches.add(gigRowId)
          ofCell[status] = (ofCell[status] ?? 0) + 1
        } else matches.delete(gigRowId)
      }
    })
  }

  const learnChanges = (text: string, entry: KnownText, changes: readonly ChangeRow[]): void => {
    const gigRowIds = [...new Set(changes.map(([, , gigRowId]) => gigRowId))]
    const having = texts.findAmong(text, gigRowIds)
    for (const gigRowId of gigRowIds) {
      if (having.has(gigRowId)) entry.matches.add(gigRowId)
      else entry.matches.delete(gigRowId)
    }
    const changed = new Set(changes.map(([, cell]) => cell))
    const cells = [...changed].filter(cell => entry.counts.has(cell)).map(cellOfNumber)
    countGigs(cells, entry, gigRowId => entry.matches.has(gigRowId))
  }

  const catchUp = (text: string, entry: KnownText, deadline: number): void => {
    const lastChange = readLastChange()
    if (lastChange - entry.seen > maxChanges) {
      entry.counts.clear()
      entry.seen = lastChange
    }
    while (entry.seen < lastChange) {
      if (threadCpuMs() >= deadline) throw takesTooLong()
      const changes = findChanges.all(entry.seen, changesAtOnce)
      learnChanges(text, entry, changes)
      entry.seen = changes.at(-1)?.[0] ?? lastChange
    }
  }

  const countIn = (
    { cells, ...range }: RangeOfCells,
    text: string,
    entry: KnownText,
    deadline: number,
  ): void => {
    const found = new Matches()
    const stoppedAt = texts.findIn(text, range, found, deadline)
    const complete = stoppedAt === null ? cells : cells.filter(cell => cellNumberOf(cell) < stoppedAt)
    countGigs(complete, entry, gigRowId => found.has(gigRowId))
    // What is counted stays known, so the next search goes on.
    if (stoppedAt !== null) throw takesTooLong()
  }

  /** A moment of the database that is held for long would hold up the checkpoints of the WAL. */
  const renewMoment = (): void => {
    if (!db.readonly || !db.inTransaction) return
    db.exec('COMMIT; BEGIN')
    gigReads.forgetChanged()
  }

  const countUnknown = (text: string, entry: KnownText, circle: readonly CellPosition[]): void => {
    const deadline = threadCpuMs() + maxCountMs
    for (;;) {
      catchUp(text, entry, deadline)
      const [ofKnown, unknown] = splitBy(circle, cell => entry.counts.has(cellNumberOf(cell)))
      const renewAt = performance.now() + maxMomentMs
      const isLate = rangesOf(unknown, ofKnown).some(range => {
        countIn(range, text, entry, deadline)
        return performance.now() >= renewAt
      })
      if (!isLate) return
      renewMoment()
    }
  }

  const forgetOldest = (): void => {
    let cellCount = 0
    for (const [at, [text, { counts }]] of [...known].reverse().entries()) {
      cellCount += counts.size
      if (cellCount > maxKnownCells || at >= maxKnownTexts) known.delete(text)
    }
  }

  /** @returns the cells that have matches of the statuses from `first` to `last`, with their number */
  return <Cell extends CellPosition & { gigCount: number }>(
    text: string,
    cells: readonly Cell[],
    first: number,
    last: number,
  ): { cells: Cell[]; matches: Matches } => {
    const entry = known.get(text) ?? {
      matches: new Matches(),
      counts: new Map(),
      seen: readLastChange(),
    }
    known.delete(text)
    known.set(text, entry)
    try {
      countUnknown(text, entry, cells)
    } finally {
      forgetOldest()
    }
    const withMatches = cells.flatMap(cell => {
      const ofCell = entry.counts.get(cellNumberOf(cell)) ?? []
      let gigCount = 0
      for (let status = first; status <= last; status += 1) gigCount += ofCell[status] ?? 0
      return gigCount === 0 ? [] : [{ ...cell, gigCount }]
    })
    return { cells: withMatches, matches: entry.matches }
  }
}

const splitBy = <Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] => {
  const parts: [Item[], Item[]] = [[], []]
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item)
  return parts
}

interface RangeOfCells extends CellRange {
  cells: CellPosition[]
}

/** Cells of a row are read at once where no known one lies between them. */
const rangesOf = (unknown: readonly CellPosition[], known: readonly CellPosition[]): RangeOfCells[] => {
  const rows = new Map<number, { column: number; isKnown: boolean }[]>()
  for (const { row, column } of unknown) {
    const ofRow = rows.get(row) ?? []
    rows.set(row, ofRow)
    ofRow.push({ column, isKnown: false })
  }
  for (const { row, column } of known) rows.get(row)?.push({ column, isKnown: true })
  const ranges: RangeOfCells[] = []
  for (const [row, ofRow] of rows) {
    let last: RangeOfCells | null = null
    for (const { column, isKnown } of ofRow.sort((a, b) => a.column - b.column)) {
      if (isKnown) {
        last = null
        continue
      }
      if (!last) {
        last = { row, west: column, east: column, cells: [] }
        ranges.push(last)
      }
      last.east = column
      last.cells.push({ row, column })
    }
  }
  return ranges
}
