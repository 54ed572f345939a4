import { type ContentPolicy, strictPolicy } from './page-file.ts'

/** A page that Bun bundles from its own folder. */
export interface Page {
  path: string
  /** Its HTML file, below this folder. */
  html: string
  policy: ContentPolicy
}

export const pages: readonly Page[] = [
  {
    path: '/docs',
    html: 'docs/docs.html',
    // Swagger UI writes styles into its elements, draws icons from data, and shows pictures of responses as blobs.
    policy: { ...strictPolicy, 'style-src': "'self' 'unsafe-inline'", 'img-src': "'self' data: blob:" },
  },
  { path: '/docs/ws', html: 'socket/socket.html', policy: strictPolicy },
]

/** Every address below which a page or an asset of one is found, as patterns of a router. */
export const pageRoutes = [
  ...pages.map(page => page.path),
  '/docs/guide',
  '/docs/guide/:name',
  '/assets/:name',
  '/clients/:name',
]
