import { setDefaultTimeout } from 'bun:test'

// A test that hangs has to end at some time, and no other depends on how quick the machine is. The runner resets this
// after the first file, so it serves a run of one file; runs of several pass --timeout, as `bun run test` does.
setDefaultTimeout(60_000)
