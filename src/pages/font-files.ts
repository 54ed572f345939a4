import { basename } from 'node:path'
import type { BunPlugin } from 'bun'
import { assetFile, type PageFile } from './page-file.ts'

/** The bundler would inline fonts as data, which our policy rejects. @returns also the fonts that it met */
export const fontFiles = () => {
  const paths = new Map<string, string>()
  const plugin: BunPlugin = {
    name: 'font-files',
    setup: build => {
      build.onResolve({ filter: /\.woff2$/ }, async ({ path, importer }) => {
        const file = Bun.resolveSync(path, importer)
        const hash = Bun.hash(await Bun.file(file).arrayBuffer()).toString(36)
        const name = `${basename(path, '.woff2')}-${hash}.woff2`
        paths.set(name, file)
        return { path: `./${name}`, external: true }
      })
    },
  }
  // The bundler's order is random.
  const files = (): Promise<PageFile[]> =>
    Promise.all([...paths].sort().map(([name, path]) => assetFile(name, 'font/woff2', Bun.file(path))))
  return { plugin, files }
}
