import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { join } from 'node:path'
import { joinSomchai } from '../../test/support/people.ts'
import { temporaryFolder } from '../../test/support/process.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { connectWith } from '../../test/support/sockets.ts'

/** What Prometheus reads of a server. */

let server: TestServer
const folder = temporaryFolder()
beforeAll(async () => {
  server = await startTestServer({
    env: { BACKUP_SCHEDULE: '0 3 * * *', DATA_DIR: join(folder.path, 'data') },
  })
})
afterAll(async () => {
  await server.stop()
  folder.remove()
})

const scrape = async (): Promise<Map<string, number>> => {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  const lines = text.split('\n').filter(line => /^chayenity_/.test(line))
  return new Map(
    lines.map(line => {
      const end = line.lastIndexOf(' ')
      return [line.slice('chayenity_'.length, end), Number(line.slice(end + 1))]
    }),
  )
}

describe('the metrics of a server', () => {
  test('are in the form that Prometheus reads, with those of the process and none that promtool reports', async () => {
    const answer = await fetch(`${server.url}/metrics`)
    expect(answer.headers.get('content-type')).toStartWith('text/plain; version=0.0.4')
    const text = await answer.text()
    expect(text).toContain('# TYPE chayenity_request_seconds histogram\n')
    expect(text).toContain('# TYPE chayenity_backups_total counter\n')
    expect(text).toContain('\nprocess_resident_memory_bytes ')
    expect(text).not.toMatch(/^nodejs_active_\w+_total /m)
  })

  test('count the requests by route and status', async () => {
    await fetch(`${server.url}/health/live?a=b`)
    await fetch(`${server.url}/health/live`)
    await fetch(`${server.url}/nothing/here`)
    const found = await scrape()
    expect(found.get('request_seconds_count{method="GET",route="/health/live",status="200"}')).toBe(2)
    expect(
      found.get('request_seconds_bucket{method="GET",route="/health/live",status="200",le="+Inf"}'),
    ).toBe(2)
    const sum = found.get('request_seconds_sum{method="GET",route="/health/live",status="200"}') ?? 0
    // Seconds, and no milliseconds.
    expect(sum > 0 && sum < 5).toBeTrue()
    expect(found.get('request_seconds_count{method="GET",route="/*",status="404"}')).toBe(1)
  })

  test('tell of backups and of what is wrong with the data', async () => {
    const { upkeep } = server.ctx
    const before = await scrape()
    expect(before.get('backup_interval_seconds')).toBe(24 * 3600)
    expect(before.get('last_backup_timestamp_seconds')).toBe(0)
    expect(before.get('last_backup_bytes')).toBe(0)
    expect(before.get('database_problems')).toBe(0)
    Object.assign(upkeep.backups, { complete: 3, damaged: 2, failed: 1 })
    upkeep.lastBackup = { ...upkeep.lastBackup, atMs: 1_700_000_000_500, bytes: 77 }
    upkeep.damage = ['one', 'two']
    upkeep.missingFiles.add('a file')
    for (let time = 0; time < 2; time += 1) {
      const found = await scrape()
      expect(
        ['complete', 'damaged', 'failed'].map(result => found.get(`backups_total{result="${result}"}`)),
      ).toEqual([3, 2, 1])
      expect(found.get('last_backup_timestamp_seconds')).toBe(1_700_000_000.5)
      expect(found.get('last_backup_bytes')).toBe(77)
      expect(found.get('database_problems')).toBe(2)
      expect(found.get('missing_files')).toBe(1)
    }
    upkeep.damage = []
    upkeep.missingFiles.clear()
  })

  test('tell of the writer, the reads, the sockets and each bound, as they are now', async () => {
    const somchai = await joinSomchai(server)
    const socket = await connectWith(server, '/ws/notifications', somchai.tokens.access_token).opened()
    const figures = server.ctx.store.figures()
    const found = await scrape()
    expect(found.get('writer_waiting_transactions')).toBe(figures.waitingTransactions)
    expect(found.get('writer_transactions_total')).toBe(figures.transactions)
    expect(found.get('writer_batches_total')).toBe(figures.batches)
    expect(found.get('writer_transactions_total')).toBeGreaterThan(0)
    expect(found.get('database_bytes')).toBe(figures.databaseBytes)
    expect(found.get('wal_bytes')).toBe(figures.walBytes)
    expect(found.get('sockets')).toBe(1)
    expect(found.get('pictures')).toBe(0)
    expect(found.get('disk_free_bytes')).toBeGreaterThan(0)
    expect(found.get('expensive_reads_total')).toBe(figures.expensiveReads.total)
    expect(found.get('bound_max{bound="rate_limit_windows",at_bound="replaces"}')).toBe(100_000)
    expect(found.get('bound_used{bound="rate_limit_windows",at_bound="replaces"}')).toBe(0)
    // Only copies of the server have these.
    expect(found.has('copies')).toBeFalse()
    expect(found.has('redis_connected')).toBeFalse()
    await socket.close()
    const read = { waiting: 0, total: 9, rejected: 4, waitSeconds: 1.5, runSeconds: 2.5 }
    const watched = spyOn(server.ctx.store, 'figures').mockReturnValue({
      ...figures,
      waitingTransactions: 6,
      expensiveReads: read,
    })
    const crowded = await scrape()
    watched.mockRestore()
    expect(crowded.get('writer_waiting_transactions')).toBe(6)
    expect(
      ['total', 'rejected_total', 'wait_seconds_total', 'run_seconds_total'].map(name =>
        crowded.get(`expensive_reads_${name}`),
      ),
    ).toEqual([9, 4, 1.5, 2.5])
    const later = await scrape()
    expect(later.get('sockets')).toBe(0)
    // Counters are set and not added up.
    expect(later.get('writer_transactions_total')).toBe(server.ctx.store.figures().transactions)
  })
})
