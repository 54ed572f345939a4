import type { SQL } from 'bun'

/** So many people with places, and gigs all over Thailand, one in ten of them pending; made in some seconds. */
export interface PostgresCrowd {
  people: number
  gigs: number
}

const at = '2025-10-01T10:00:00.000000Z'

/** The number of a row as a UUID of a kind. */
const idOf = (kind: 1 | 2, number: string): string =>
  `(lpad(to_hex(${number}), 8, '0') || '-0000-7000-8000-00000000000${kind}')::uuid`

/** The indexes of a table but those of constraints, each with its definition. */
const indexesOf = (sql: SQL, table: string): Promise<{ name: string; text: string }[]> =>
  sql.unsafe(
    `SELECT indexname AS name, indexdef AS text FROM pg_indexes
    WHERE tablename = $1 AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
    [table],
  )

/** Fills an empty database. Indexes are made anew and counters filled afterwards, which takes a tenth of the time. */
export const fillPostgresCrowd = async (sql: SQL, { people, gigs }: PostgresCrowd): Promise<void> => {
  const indexes = await indexesOf(sql, 'gigs')
  await sql.unsafe('ALTER TABLE gigs DISABLE TRIGGER ALL')
  for (const { name } of indexes) await sql.unsafe(`DROP INDEX ${name}`)
  await sql.unsafe('SELECT setseed(0.5)')
  await sql.unsafe(`INSERT INTO users (id, email, password_hash, full_name, created_at)
    SELECT ${idOf(1, 'n')}, n || '@example.com', 'x', 'Somchai', '${at}' FROM generate_series(1, ${people}) AS n`)
  await sql.unsafe(`INSERT INTO user_places (user_id, latitude, longitude, is_available)
    SELECT id, 6 + 14 * random(), 98 + 7 * random(), random() < 0.7 FROM users`)
  await sql.unsafe(`INSERT INTO gigs (id, title, description, duration_hours, budget_satang, address_text, status,
      image_urls, latitude, longitude, created_at, updated_at, seeker_id, helper_id)
    SELECT ${idOf(2, 'n')}, 'Help move furniture ' || n, 'A sofa and a dining table', 3, 100 * (1 + n % 1000),
      '123 Main St', CASE WHEN n % 10 = 0 THEN 'PENDING' ELSE 'COMPLETED' END, '[]',
      6 + 14 * random(), 98 + 7 * random(), '${at}', '${at}', ${idOf(1, `1 + n % ${people}`)},
      CASE WHEN n % 10 = 0 THEN NULL ELSE ${idOf(1, `1 + (n + 7) % ${people}`)} END
    FROM generate_series(1, ${gigs}) AS n`)
  for (const { text } of indexes) await sql.unsafe(text)
  await sql.unsafe('ALTER TABLE gigs ENABLE TRIGGER ALL')
  await sql.unsafe(`INSERT INTO gig_counts
    SELECT level, cell_row, cell_column, status, 0, gig_count, north_sum, east_sum FROM recounted_gig_counts`)
  await sql.unsafe(`INSERT INTO list_totals (owner, list, kind, count, amount)
    SELECT owner, list, kind, count, amount FROM recounted_list_totals`)
  await sql.unsafe('VACUUM ANALYZE')
}
