import type { PageFile } from './page-file.ts'

type PageFiles = Map<string, PageFile>

/** Makes files when somebody asks for the first of them; the binary holds the files themselves. */
const onFirstUse = (make: () => Promise<PageFile[]>): (() => Promise<PageFiles>) => {
  let files: Promise<PageFiles> | null = null
  return () => {
    files ??= make().then(made => new Map(made.map(file => [file.path, file])))
    return files
  }
}

// Bun's bundler and the Markdown library load with the first page.
const filesOfPages = onFirstUse(async () => (await import('./build-pages.ts')).buildPages())

/** Of their own, so that no page waits for the compiler. */
const filesOfClient = onFirstUse(async () => (await import('./build-client.ts')).buildClient())

/** Every file of every page; they are the same for all servers of a process. */
export const pageFiles = async (): Promise<PageFile[]> => [...(await filesOfPages()).values()]

const prefixedPages = new Map<string, Promise<PageFile>>()

/**
 * The file at a path; null where there is none.
 * @param prefix for the addresses in a page of a server that is reached below one. Scripts find it themselves.
 */
export const findPageFile = async (path: string, prefix: string): Promise<PageFile | null> => {
  const files = await (path.startsWith('/clients/') ? filesOfClient() : filesOfPages())
  const file = files.get(path) ?? null
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
