import type { PageFile } from './page-file.ts'

let files: Promise<Map<string, PageFile>> | null = null

const makeFiles = async () => {
  // Bun's bundler and the Markdown library load with the first page; the binary holds the files themselves.
  const { buildPages } = await import('./build-pages.ts')
  return new Map((await buildPages()).map(file => [file.path, file]))
}

let clientFiles: Promise<Map<string, PageFile>> | null = null

/** Of their own, so that no page waits for the compiler. */
const makeClientFiles = async () => {
  const { buildClient } = await import('./build-client.ts')
  return new Map((await buildClient()).map(file => [file.path, file]))
}

/** Every file of every page; they are the same for all servers of a process. */
export const pageFiles = async (): Promise<PageFile[]> => {
  files ??= makeFiles()
  return [...(await files).values()]
}

const prefixedPages = new Map<string, Promise<PageFile>>()

/**
 * The file at a path; null where there is none.
 * @param prefix for the addresses in a page of a server that is reached below one. Scripts find it themselves.
 */
export const findPageFile = async (path: string, prefix: string): Promise<PageFile | null> => {
  if (path.startsWith('/clients/')) {
    clientFiles ??= makeClientFiles()
    return (await clientFiles).get(path) ?? null
  }
  files ??= makeFiles()
  const file = (await files).get(path) ?? null
  if (file === null || prefix === '' || !file.contentType.startsWith('text/html')) return file
  const key = `${prefix} ${path}`
  const page = prefixedPages.get(key) ?? withPrefix(file, prefix)
  prefixedPages.set(key, page)
  return page
}

/** A page with a prefix before every address of this server in it. */
const withPrefix = async (page: PageFile, prefix: string): Promise<PageFile> => {
  const html = await page.body.text()
  return {
    ...page,
    headers: { ...page.headers, etag: page.headers.etag.replace(/"$/, `-${Bun.hash(prefix).toString(36)}"`) },
    body: new Blob([html.replace(/( (?:href|src)=")\/(?!\/)/g, `$1${prefix}/`)]),
  }
}
