import { heapStats } from 'bun:jsc'
import { readFileSync } from 'node:fs'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import { listen } from '../../src/http/adapter.ts'
import { Listeners } from '../../src/http/listeners.ts'

/**
 * The product in a process of its own, for the fuzzer and the soak. It sends its address to its parent, and for each
 * message of the parent its memory after a forced garbage collection.
 */

const config = readConfig(process.env, 'production')
const ctx = createContext(config)
const listeners = new Listeners()
const app = createApp(ctx, { server: listeners })
const server = listen(app, { port: 0, hostname: '127.0.0.1', reusePort: false })
listeners.add(server)

/** Without mapped files: the pages of the database that the system caches for us. */
const anonymousBytes = (): number =>
  1024 * Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN)

// A parent that failed half way leaves no server behind.
process.on('disconnect', () => process.exit(0))
process.on('message', () => {
  Bun.gc(true)
  const { heapSize, objectTypeCounts } = heapStats()
  process.send?.({
    rssBytes: process.memoryUsage().rss,
    anonymousBytes: anonymousBytes(),
    heapBytes: heapSize,
    objects: objectTypeCounts,
  })
})
process.send?.({ url: `http://127.0.0.1:${server.port}` })
