import { startChayenity } from 'chayenity/testing'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    url: string
  }
}

/** One server for all workers. */
// biome-ignore lint/style/noDefaultExport: vitest reads it.
export default async (project: TestProject) => {
  const server = await startChayenity()
  project.provide('url', server.url)
  return () => server.stop()
}
