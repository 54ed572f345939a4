import { join } from 'node:path'
import type { BuildArtifact, BunPlugin } from 'bun'
import { buildAppShell, withManifest } from './app-shell.ts'
import { fontFiles } from './font-files.ts'
import { renderGuide } from './guide.ts'
import { assetFile, assetFolder, htmlFile, type PageFile } from './page-file.ts'
import { appPath, pages } from './pages.ts'

/** Runs at the first page from source. `scripts/build.ts` puts the result in this module's place. */
export const buildPages = async (): Promise<PageFile[]> => {
  const built: PageFile[][] = await Promise.all([
    ...pages.map(async ({ path, html, policy, isDemoOnly, isOfDesk }) => {
      const { text, assets } = await bundleHtml(html)
      const isApp = path === appPath
      const bare = await htmlFile(path, isApp ? withManifest(text) : text, policy)
      const document = isOfDesk ? { ...bare, isOfDesk } : bare
      const files = [document, ...assets, ...(isApp ? await buildAppShell(assets) : [])]
      return isDemoOnly ? files.map(file => ({ ...file, isDemoOnly })) : files
    }),
    bundleHtml('guide/guide.html').then(async ({ text, assets }) => [
      ...(await renderGuide(text)),
      ...assets,
    ]),
  ])
  // Two pages may show the same picture; the one of every server wins.
  const files = built.flat().sort((a, b) => Number(b.isDemoOnly ?? false) - Number(a.isDemoOnly ?? false))
  return [...new Map(files.map(file => [file.path, file])).values()]
}

const bundleHtml = async (html: string): Promise<{ text: string; assets: PageFile[] }> => {
  const fonts = fontFiles()
  const { outputs } = await Bun.build({
    entrypoints: [join(import.meta.dir, html)],
    target: 'browser',
    plugins: [fonts.plugin, thaiInSwagger],
    minify: true,
    naming: { entry: '[name].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    publicPath: assetFolder,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const document = outputs.find(output => isOfType(output, 'text/html'))
  if (!document) throw new Error(`Bundling ${html} gave no HTML.`)
  const assets = outputs.filter(output => output !== document)
  // Bun gives a page without a script an empty one.
  const [empty] = assets.filter(output => output.size === 0 && isOfType(output, 'text/javascript'))
  const text = await document.text()
  return {
    text: empty ? text.replace(new RegExp(`<script [^>]*${nameOf(empty)}"></script>`), '') : text,
    assets: [
      ...(await Promise.all(
        assets
          .filter(output => output !== empty)
          .map(output => assetFile(nameOf(output), output.type, output)),
      )),
      ...(await fonts.files()),
    ],
  }
}

/** Each of its many rules names a family. */
const thaiInSwagger: BunPlugin = {
  name: 'thai-in-swagger',
  setup: build => {
    build.onLoad({ filter: /swagger-ui\.css$/ }, async ({ path }) => ({
      contents: (await Bun.file(path).text()).replace(
        /font-family:(?=sans-serif|monospace)/g,
        'font-family:Thai,',
      ),
      loader: 'css',
    }))
  },
}

const isOfType = (output: BuildArtifact, type: string) => output.type.startsWith(type)

const nameOf = (output: BuildArtifact) => output.path.replace(/^.*\//, '')
