import type { PageFile } from './page-file.ts'

let files: Promise<Map<string, PageFile>> | null = null

const makeFiles = async () => {
  // Bun's bundler and the Markdown library load with the first page; the binary holds the files themselves.
  const { buildPages } = await import('./build-pages.ts')
  return new Map((await buildPages()).map(file => [file.path, file]))
}

/** Every file of every page; they are the same for all servers of a process. */
export const pageFiles = async (): Promise<PageFile[]> => {
  files ??= makeFiles()
  return [...(await files).values()]
}

/** The file at a path; null where there is none. */
export const findPageFile = async (path: string): Promise<PageFile | null> => {
  files ??= makeFiles()
  return (await files).get(path) ?? null
}
