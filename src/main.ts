import { runCli } from './cli/index.ts'

runCli(process.argv.slice(2)).catch((error: unknown) => {
  // Only an internal error gets this far.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
