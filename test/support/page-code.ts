import { join } from 'node:path'
import { blocksOf, pagePaths } from './markdown.ts'

/**
 * Writes the TypeScript of every page into a folder: a folder for each page, a file for each block. The name behind the
 * fence, such as `ts api.ts`, is the one by which other blocks of the page import it.
 * @returns the paths of the files
 */
export const writePageCode = async (folder: string): Promise<string[]> => {
  const written: string[] = []
  for (const page of pagePaths()) {
    for (const { language, marker, text, line } of blocksOf(await Bun.file(page).text())) {
      if (language !== 'ts' && language !== 'tsx') continue
      const name = marker === '' ? `line-${line}.${language}` : marker
      const path = join(folder, page.replaceAll('/', '-'), name)
      // A file without imports is a module too.
      await Bun.write(path, `${text}export {}\n`)
      written.push(path)
    }
  }
  return written
}
