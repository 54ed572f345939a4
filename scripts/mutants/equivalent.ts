import type { Mutant } from './mutant.ts'

/** A mutant that no test can catch, because the program does the same. `before` and `after` are as the report prints them. */
export interface EquivalentMutant {
  file: string
  before: string
  after: string
  reason: string
}

export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    file: 'src/domain/transactions/ledger.ts',
    before: 'const sum = lines.reduce((total, [, , amount]) => total + amount, 0)',
    after: 'const sum = lines.reduce((total, [, , amount]) => total - amount, 0)',
    reason: 'The sum is only compared with zero, and a number and its negative are zero together.',
  },
  {
    file: 'src/http/body.ts',
    before: "const declared = request.headers.get('content-type') ?? ''",
    after: "const declared = request.headers.get('content-type') ?? 'other'",
    reason: 'The text is only asked whether it names a form, and neither does.',
  },
  {
    file: 'src/http/body.ts',
    before:
      "const boundary = firstBoundary.exec(Buffer.from(bytes.subarray(0, 128)).toString('latin1'))?.[1]",
    after: "const boundary = firstBoundary.exec(Buffer.from(bytes.subarray(0)).toString('latin1'))?.[1]",
    reason: 'The pattern is bound to the beginning and reads 74 bytes at most; the cut only saves a copy.',
  },
  {
    file: 'src/http/body.ts',
    before:
      "const boundary = firstBoundary.exec(Buffer.from(bytes.subarray(0, 128)).toString('latin1'))?.[1]",
    after: "const boundary = firstBoundary.exec(Buffer.from(bytes.subarray(0, 129)).toString('latin1'))?.[1]",
    reason: 'The pattern is bound to the beginning and reads 74 bytes at most; the cut only saves a copy.',
  },
  {
    file: 'src/http/form.ts',
    before: 'return bytes.length <= sliceBytes ? parse() : oneAtATime(parse)',
    after: 'return bytes.length < sliceBytes ? parse() : oneAtATime(parse)',
    reason:
      'A form of exactly one slice is read in one turn either way; waiting for its turn changes nothing else.',
  },
  {
    file: 'src/storage/sqlite/stores/erasure.ts',
    before: `\`SELECT id, created_at FROM gigs WHERE \${role} = ? AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?\`,`,
    after: `\`SELECT id, created_at FROM gigs WHERE \${role} = ? AND (created_at, id) >= (?, ?) ORDER BY created_at, id LIMIT ?\`,`,
    reason: 'The last gig of a batch would be left a second time, which changes nothing and tells nobody.',
  },
  {
    file: 'src/lib/setting-values.ts',
    before: "const [url = '', ...words] = text.split(/\\s+/)",
    after: "const [url = 'other', ...words] = text.split(/\\s+/)",
    reason: 'A text that is split has one part at least.',
  },
  {
    file: 'src/storage/sqlite/geo/top-k.ts',
    before: 'return { gigs: gigs.slice(start, end), before: Math.min(first, gigs.length) - start }',
    after: 'return { gigs: gigs.slice(start), before: Math.min(first, gigs.length) - start }',
    reason:
      'They are in order and the caller takes the page out of them; the cut only saves reading the others.',
  },
  {
    file: 'src/realtime/area-topics.ts',
    before: 'if (this.#areas.size === 0) return',
    after: '',
    reason:
      'Without areas the three differences are empty, so nothing is encoded or sent; the line only saves the look-ups.',
  },
  {
    file: 'src/dev/proxy.ts',
    before:
      "const own = parsePreferences(request.headers.get('prefer') ?? url.searchParams.get('__prefer') ?? '')",
    after:
      "const own = parsePreferences(request.headers.get('prefer') ?? url.searchParams.get('__prefer') ?? 'other')",
    reason: 'A text without an equals sign names no preference, and unknown ones are ignored.',
  },
  {
    file: 'src/dev/proxy.ts',
    before: "const fileId = isFileRead ? parseId<'file'>(filePath.exec(path)?.[1] ?? '') : null",
    after: "const fileId = isFileRead ? parseId<'file'>(filePath.exec(path)?.[1] ?? 'other') : null",
    reason: 'Neither text is the id of a file.',
  },
  {
    file: 'src/domain/chat/rules.ts',
    before: 'const points = Array.from(content.slice(0, 2 * maxPreviewLength + 2))',
    after: 'const points = Array.from(content.slice(0))',
    reason: 'More than the first 101 code points are never looked at; the cut only saves time.',
  },
  {
    file: 'src/domain/uploads/outline.ts',
    before: 'let at = bytes.indexOf(0xff, 2)',
    after: 'let at = bytes.indexOf(0xff)',
    reason:
      'A JPEG begins with a marker that stands alone, so the walk skips it and goes on at the third byte.',
  },
  {
    file: 'src/files/bucket.ts',
    before: "await request({ method: 'PUT', key, body: Uint8Array.of(1) })",
    after: "await request({ method: 'PUT', key, body: Uint8Array.of(2) })",
    reason: 'It is deleted again, and nothing reads what is in it.',
  },
  {
    file: 'src/storage/sqlite/migrations/migrate.ts',
    before: "const newer = String(db.prepare('SELECT version FROM product').pluck().get() ?? '')",
    after: "const newer = String(db.prepare('SELECT version FROM product').pluck().get() ?? 'other')",
    reason: 'The first migration inserts the one row of that table, and nothing deletes it.',
  },
]

export const isSameChange = (mutant: Mutant, entry: EquivalentMutant): boolean =>
  mutant.file === entry.file && mutant.before === entry.before && mutant.after === entry.after
