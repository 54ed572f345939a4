import { fileURLToPath } from 'node:url'

const isCompiled = import.meta.url.includes('/$bunfs/') || import.meta.url.includes('~BUN')

/** The beginning of a command line that starts this program once more; a command of it follows. */
export const ownProgram: readonly string[] = isCompiled
  ? [process.execPath]
  : [process.execPath, fileURLToPath(new URL('../main.ts', import.meta.url))]
