import type { Context } from '../context.ts'
import { type ContentPolicy, strictPolicy } from './page-file.ts'

type Config = Context['config']

export interface Page {
  path: string
  html: string
  policy: ContentPolicy
  policyFor?(config: Config): ContentPolicy
  isServed?(config: Config): boolean
  isOfDesk?: true
  isDemoOnly?: true
}

export const appPath = '/app'

/** Pictures that a person has just chosen are blobs. */
const appPolicy: ContentPolicy = {
  ...strictPolicy,
  'img-src': "'self' blob: data:",
  'manifest-src': "'self'",
  'worker-src': "'self'",
}

export const withMapTiles = (policy: ContentPolicy, { mapTiles }: Config): ContentPolicy =>
  mapTiles
    ? { ...policy, 'img-src': `${policy['img-src']} ${new URL(mapTiles.url.replace(/[{}]/g, '')).origin}` }
    : policy

export const pages: readonly Page[] = [
  {
    path: '/docs',
    html: 'docs/docs.html',
    // Swagger UI writes styles into its elements, draws icons from data, and shows pictures as blobs.
    policy: { ...strictPolicy, 'style-src': "'self' 'unsafe-inline'", 'img-src': "'self' data: blob:" },
  },
  { path: '/docs/ws', html: 'socket/socket.html', policy: strictPolicy },
  { path: '/reset', html: 'reset/reset.html', policy: strictPolicy },
  {
    path: appPath,
    html: 'app/app.html',
    policy: appPolicy,
    // The console of a demo shows several phones side by side.
    policyFor: config => ({
      ...withMapTiles(appPolicy, config),
      ...(config.mode === 'demo' && { 'frame-ancestors': "'self'" }),
    }),
    isServed: ({ mode, app }) => mode === 'demo' || app,
  },
  {
    path: '/console',
    html: 'console/console.html',
    policy: { ...strictPolicy, 'img-src': "'self' data:", 'frame-src': "'self'" },
    isDemoOnly: true,
  },
  { path: '/ops', html: 'ops/ops.html', policy: strictPolicy, isOfDesk: true },
]

/** A browser needs them to install the app and to open it without a network. */
export const appShell: readonly string[] = ['/app.webmanifest', '/app-worker.js']

export const pageRoutes = (config: Config): string[] => {
  const served = pages
    .filter(({ isServed, isDemoOnly, isOfDesk }) => {
      if (isOfDesk) return false
      return isDemoOnly ? config.mode === 'demo' : (isServed?.(config) ?? true)
    })
    .map(page => page.path)
  return [
    ...served,
    ...(served.includes(appPath) ? appShell : []),
    '/docs/guide',
    '/docs/guide/:name',
    '/assets/:name',
    '/clients/:name',
  ]
}

export const deskPageRoutes = [
  ...pages.filter(({ isOfDesk }) => isOfDesk).map(page => page.path),
  '/assets/:name',
]
