import type { PageFile } from './page-file.ts'

type PageFiles = Map<string, PageFile>

/** At the first request, and at the next one when that fails; the binary holds the files themselves. */
export const onFirstUse = (make: () => Promise<PageFile[]>): (() => Promise<PageFiles>) => {
  let files: Promise<PageFiles> | null = null
  return () => {
    files ??= make().then(
      made => new Map(made.map(file => [file.path, file])),
      error => {
        files = null
        throw error
      },
    )
    return files
  }
}

// Bun's bundler and the Markdown library load with the first page.
const filesOfPages = onFirstUse(async () => (await import('./build-pages.ts')).buildPages())

/** Apart, so that no page waits for the compiler. */
const filesOfClient = onFirstUse(async () => (await import('./build-client.ts')).buildClient())

export const pageFiles = async (): Promise<PageFile[]> => [...(await filesOfPages()).values()]

export interface PageSettings {
  prefix: string
  mode: 'production' | 'demo'
}

const adaptedPages = new Map<string, Promise<PageFile>>()

export const findPageFile = async (path: string, settings: PageSettings): Promise<PageFile | null> => {
  const files = await (path.startsWith('/clients/') ? filesOfClient() : filesOfPages())
  const file = files.get(path) ?? null
  const { prefix, mode } = settings
  const isAsBuilt = prefix === '' && mode === 'production'
  if (file === null || isAsBuilt || !file.contentType.startsWith('text/html')) return file
  const key = `${prefix} ${mode} ${path}`
  const page = adaptedPages.get(key) ?? adapt(file, settings, key)
  adaptedPages.set(key, page)
  return page
}

const adapt = async (page: PageFile, { prefix, mode }: PageSettings, key: string): Promise<PageFile> => {
  const html = await page.body.text()
  const adapted = html
    .replace(/( (?:href|src)=")\/(?!\/)/g, `$1${prefix}/`)
    .replace('<html data-mode="production"', `<html data-mode="${mode}"`)
  if (adapted === html) return page
  return {
    ...page,
    headers: { ...page.headers, etag: page.headers.etag.replace(/"$/, `-${Bun.hash(key).toString(36)}"`) },
    body: new Blob([adapted]),
  }
}
