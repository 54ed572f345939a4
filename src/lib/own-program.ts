import { fileURLToPath } from 'node:url'

const isCompiled = import.meta.url.includes('/$bunfs/') || import.meta.url.includes('~BUN')

export const ownProgram: readonly string[] = isCompiled
  ? [process.execPath]
  : [process.execPath, fileURLToPath(new URL('../main.ts', import.meta.url))]
