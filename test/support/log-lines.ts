import type { TestServer } from './server.ts'

/** The log line of one request. It is written after the answer was sent, so this waits for it. */
export const lineOf = async (
  { logLines }: TestServer,
  requestId: string | null,
): Promise<Record<string, unknown>> => {
  for (let tries = 0; tries < 5000; tries += 1) {
    const line = logLines.find(logged => logged.includes(String(requestId)))
    if (line) return JSON.parse(line)
    await Bun.sleep(2)
  }
  throw new Error(`There is no line for the request ${requestId}.`)
}
