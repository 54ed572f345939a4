export interface PageFile {
  path: string
  contentType: string
  headers: Record<string, string> & { etag: string }
  body: Blob
  isDemoOnly?: true
  isOfDesk?: true
}

export type ContentPolicy = Readonly<Record<string, string>>

export const strictPolicy: ContentPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  'font-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
}

export const policyText = (policy: ContentPolicy): string =>
  Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ')

const headersOf = async (body: Blob, cacheControl: string, policy: ContentPolicy) => {
  const hash = new Bun.CryptoHasher('sha256').update(await body.arrayBuffer()).digest('base64url')
  return {
    etag: `"${hash.slice(0, 22)}"`,
    'cache-control': cacheControl,
    'content-security-policy': policyText(policy),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
}

/** The address stays the same, so a browser asks each time. */
export const htmlFile = async (path: string, html: string, policy: ContentPolicy): Promise<PageFile> => {
  const body = new Blob([html])
  return {
    path,
    contentType: 'text/html;charset=utf-8',
    headers: await headersOf(body, 'no-cache', policy),
    body,
  }
}

/** For other sites too; it changes with the server. */
export const scriptFile = async (path: string, text: string): Promise<PageFile> => {
  const body = new Blob([Bun.gzipSync(text, { level: 9 })])
  return {
    path,
    contentType: path.endsWith('.js') ? 'text/javascript;charset=utf-8' : 'text/plain;charset=utf-8',
    headers: { ...(await headersOf(body, 'no-cache', strictPolicy)), 'content-encoding': 'gzip' },
    body,
  }
}

/** The name holds a hash of the content, so a browser never asks again. */
export const assetFile = async (name: string, contentType: string, content: Blob): Promise<PageFile> => {
  const isText = /^text\/|javascript/.test(contentType)
  const body = isText ? new Blob([Bun.gzipSync(await content.arrayBuffer(), { level: 9 })]) : content
  const headers = await headersOf(body, 'public, max-age=31536000, immutable', strictPolicy)
  return {
    path: `${assetFolder}${name}`,
    contentType,
    headers: { ...headers, ...(isText && { 'content-encoding': 'gzip' }) },
    body,
  }
}

const texts = new WeakMap<PageFile, Promise<string>>()

/** Unpacked once, since that takes the main thread for some milliseconds. */
export const textOf = (file: PageFile): Promise<string> => {
  const text = texts.get(file) ?? unpack(file)
  texts.set(file, text)
  return text
}

const unpack = ({ headers, body }: PageFile): Promise<string> =>
  headers['content-encoding'] === 'gzip'
    ? new Response(body.stream().pipeThrough(new DecompressionStream('gzip'))).text()
    : body.text()

export const assetFolder = '/assets/'
