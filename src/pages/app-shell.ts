import { join } from 'node:path'
import { assetFile, assetFolder, type PageFile, scriptFile } from './page-file.ts'

const folder = join(import.meta.dir, 'app')

const icons = [
  { file: 'icon-192.png', sizes: '192x192', purpose: 'any' },
  { file: 'icon-512.png', sizes: '512x512', purpose: 'any' },
  { file: 'icon-maskable-512.png', sizes: '512x512', purpose: 'maskable' },
]

/** The app can be installed and opened without a network. @param assets the files that the page loads */
export const buildAppShell = async (assets: readonly PageFile[]): Promise<PageFile[]> => {
  const pictures = await Promise.all(icons.map(({ file }) => iconFile(file)))
  const manifest = await manifestFile(
    icons.map(({ sizes, purpose }, at) => ({
      // Relative, so that it holds below every path of PUBLIC_URL.
      src: (pictures[at]?.path ?? '').slice(1),
      type: 'image/png',
      sizes,
      purpose,
    })),
  )
  const worker = await scriptFile(
    '/app-worker.js',
    await bundleWorker(assets.map(({ path }) => path.slice(1))),
  )
  return [...pictures, manifest, worker]
}

/** The bundler takes every link of a page for a file. */
export const withManifest = (html: string): string =>
  html.replace('</head>', '<link rel="manifest" href="/app.webmanifest"></head>')

const iconFile = async (file: string): Promise<PageFile> => {
  const picture = Bun.file(join(folder, 'icons', file))
  const hash = Bun.hash(await picture.arrayBuffer()).toString(36)
  return assetFile(file.replace('.png', `-${hash}.png`), 'image/png', picture)
}

const manifestFile = async (list: object[]): Promise<PageFile> => {
  const manifest = {
    id: 'app',
    name: 'Chayenity',
    short_name: 'Chayenity',
    description: 'Help from around the corner',
    start_url: 'app',
    scope: 'app',
    display: 'standalone',
    background_color: '#fbf7f2',
    theme_color: '#b3470b',
    icons: list,
  }
  const file = await scriptFile('/app.webmanifest', JSON.stringify(manifest))
  return { ...file, contentType: 'application/manifest+json' }
}

const bundleWorker = async (files: string[]): Promise<string> => {
  const { outputs } = await Bun.build({
    entrypoints: [join(folder, 'worker.ts')],
    target: 'browser',
    minify: true,
    define: { shellFiles: JSON.stringify(files), assetFolder: JSON.stringify(assetFolder) },
  })
  const [script] = outputs
  if (!script) throw new Error('Bundling the worker gave nothing.')
  return script.text()
}
