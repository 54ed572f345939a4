import { setDefaultTimeout } from 'bun:test'

// Loaded before every run: a test that hangs has to end at some time, and no other depends on how quick the machine is.
setDefaultTimeout(60_000)
