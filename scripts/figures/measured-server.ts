import { heapStats } from 'bun:jsc'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext } from '../../src/context.ts'
import { listen } from '../../src/http/adapter.ts'
import { Listeners } from '../../src/http/listeners.ts'

/**
 * The product in a process of its own, for the fuzzer and the soak. It sends its address to its parent, and for each
 * message of the parent its memory, or the size of its compiled code, after a forced garbage collection.
 */

const config = readConfig(process.env, 'production')
const ctx = createContext(config)
const listeners = new Listeners()
const app = createApp(ctx, { server: listeners })
const server = listen(app, { port: 0, hostname: '127.0.0.1', reusePort: false })
listeners.add(server)

/** The type of the engine's objects that hold the code of a function. */
const compiledFunction = 'FunctionCodeBlock'

const memory = () => {
  const { heapSize, objectTypeCounts } = heapStats()
  return {
    rssBytes: process.memoryUsage().rss,
    heapBytes: heapSize,
    compiledFunctions: objectTypeCounts[compiledFunction] ?? 0,
    objectTypeCounts,
  }
}

/** In a snapshot four numbers stand for each object: id, size, type, flags. Making one needs more memory than the heap. */
const bytesOfCompiledFunctions = (): number => {
  const { nodes, nodeClassNames } = Bun.generateHeapSnapshot()
  let bytes = 0
  for (let at = 0; at < nodes.length; at += 4)
    if (nodeClassNames[nodes[at + 2] ?? -1] === compiledFunction) bytes += nodes[at + 1] ?? 0
  return bytes
}

// A parent that failed half way leaves no server behind.
process.on('disconnect', () => process.exit(0))
process.on('message', question => {
  Bun.gc(true)
  process.send?.(question === 'code' ? bytesOfCompiledFunctions() : memory())
})
process.send?.({ url: `http://127.0.0.1:${server.port}` })
