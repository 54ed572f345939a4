import { mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { BunPlugin } from 'bun'
import {
  readInstalledPackages,
  readLicenseTexts,
  readNativeLibraries,
} from '../src/cli/installed-packages.ts'
import { buildClient } from '../src/pages/build-client.ts'
import { buildPages } from '../src/pages/build-pages.ts'
import type { PageFile } from '../src/pages/page-file.ts'

/** Builds `dist/chayenity`, one file with everything in it: bun run build [--target linux-arm64]. */

const targets = ['linux-x64', 'linux-x64-baseline', 'linux-arm64', 'darwin-arm64', 'darwin-x64'] as const
type Target = (typeof targets)[number]

const root = resolve(import.meta.dir, '..')
const inModules = (path: string) => join(root, 'node_modules', path)
const say = (text: string) => process.stdout.write(`${text}\n`)

const quoted = JSON.stringify
const unpacker = quoted(join(root, 'src/native/unpack.ts'))

/** A module that unpacks `parts` and gives what the last of them exports. */
const addonModule = (name: string, parts: { path: string; from: string }[]): string => {
  const imports = parts.map(({ from }, at) => `import part${at} from ${quoted(from)} with { type: 'file' }`)
  const list = parts.map(({ path }, at) => `{ path: ${quoted(path)}, embedded: part${at} }`)
  return `
    import { loadNative } from ${unpacker}
    ${imports.join('\n')}
    const load = () => loadNative(${quoted(name)}, [${list.join(', ')}])`
}

/** Puts the native packages' own ways of finding their addons aside, since in one file there is nothing to find. */
const nativeAddons = (platform: string, images: string): BunPlugin => ({
  name: 'native-addons',
  setup: build => {
    build.onResolve({ filter: /^better-sqlite3$/ }, () => ({ path: 'better-sqlite3', namespace: 'native' }))
    build.onLoad({ filter: /^better-sqlite3$/, namespace: 'native' }, async () => {
      const { version } = await Bun.file(inModules('better-sqlite3/package.json')).json()
      const addon = inModules(`better-sqlite3/prebuilds/${platform}.node`)
      const contents = `
        ${addonModule(`better-sqlite3-${version}`, [{ path: `${platform}.node`, from: addon }])}
        import createDatabase from ${quoted(inModules('better-sqlite3/lib/database.js'))}
        import SqliteError from ${quoted(inModules('better-sqlite3/lib/sqlite-error.js'))}
        let addon = null
        const Database = createDatabase(() => (addon ??= load()), false)
        Database.SqliteError = SqliteError
        export { SqliteError }
        export default Database`
      return { contents, loader: 'js' }
    })
    // In one file everything lies beside the entry points, below the folder that they have in common.
    build.onLoad({ filter: /[\\/]engine[\\/](checkpoints|read-thread)\.ts$/ }, async ({ path }) => {
      const source = await Bun.file(path).text()
      const contents = source.replace(/'\.\/([a-z]+-worker)\.ts'/, `'./storage/sqlite/engine/$1.js'`)
      if (contents === source) throw new Error(`The place where "${path}" starts its worker has changed.`)
      return { contents, loader: 'ts' }
    })
    build.onLoad({ filter: /[\\/]sharp[\\/]dist[\\/]sharp\.mjs$/ }, async () => {
      const libvips = join(images, `@img/sharp-libvips-${platform}`)
      const library = await firstMatch(`${libvips}/lib`, 'libvips-cpp.{so,dylib}*', 'libvips-cpp*.dylib')
      const { version: sharpVersion } = await Bun.file(inModules('sharp/package.json')).json()
      const addon = `sharp-${platform}-${sharpVersion}.node`
      // The addon looks for the library at ../../sharp-libvips-<platform>/lib.
      const contents = `
        ${addonModule(`sharp-${sharpVersion}`, [
          { path: `sharp-libvips-${platform}/lib/${library}`, from: join(libvips, 'lib', library) },
          {
            path: `sharp-${platform}/lib/${addon}`,
            from: join(images, `@img/sharp-${platform}/lib/${addon}`),
          },
        ])}
        export default load()`
      return { contents, loader: 'js' }
    })
  },
})

/** Puts files in the place of the module that makes them. */
const finishedFiles = async (module: string, maker: string, files: PageFile[]): Promise<BunPlugin> => {
  const folder = join(root, 'dist', module)
  await Promise.all(files.map(({ body }, at) => Bun.write(join(folder, `${at}`), body)))
  const imports = files.map(
    (_, at) => `import part${at} from ${quoted(join(folder, `${at}`))} with { type: 'file' }`,
  )
  const list = files.map(({ body: _, ...file }, at) => `{ ...${quoted(file)}, body: Bun.file(part${at}) }`)
  const contents = `${imports.join('\n')}\nexport const ${maker} = async () => [${list.join(',\n')}]`
  return {
    name: `finished-${module}`,
    setup: build => {
      const filter = new RegExp(`[\\\\/]pages[\\\\/]${module}\\.ts$`)
      build.onLoad({ filter }, () => ({ contents, loader: 'js' }))
    },
  }
}

/** Puts the list of packages in the place of the module that reads it from the source tree. */
const finishedPackages = async (): Promise<BunPlugin> => {
  const texts = join(root, 'dist', 'licenses.txt')
  await Bun.write(texts, await readLicenseTexts())
  const contents = `
    import texts from ${quoted(texts)} with { type: 'file' }
    export const readLicenseTexts = () => Bun.file(texts).text()
    export const readInstalledPackages = async () => ${quoted(await readInstalledPackages())}
    export const readNativeLibraries = async () => ${quoted(await readNativeLibraries())}`
  return {
    name: 'finished-packages',
    setup: build => {
      build.onLoad({ filter: /[\\/]cli[\\/]installed-packages\.ts$/ }, () => ({ contents, loader: 'js' }))
    },
  }
}

const firstMatch = async (folder: string, ...patterns: string[]): Promise<string> => {
  for (const pattern of patterns) {
    for await (const name of new Bun.Glob(pattern).scan(folder)) return name
  }
  throw new Error(
    `There is nothing like ${patterns.join(' or ')} in ${folder}. Install that platform's packages.`,
  )
}

const git = (...words: string[]): string | null => {
  const { success, stdout } = Bun.spawnSync(['git', '-C', root, ...words], { stderr: 'ignore' })
  return success ? stdout.toString().trim() : null
}

/**
 * Says which commit is built, as SemVer's build metadata: the number of commits up to it, which grows, and its hash. A
 * tree without git, such as a container image is built in, may name it in CHAYENITY_COMMIT.
 */
const buildMetadata = (): string => {
  const given = process.env.CHAYENITY_COMMIT
  if (given) return `+${given}`
  const [count, hash] = [git('rev-list', '--count', 'HEAD'), git('rev-parse', '--short=9', 'HEAD')]
  if (count === null || hash === null) return ''
  return `+${count}.${hash}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '.changed'}`
}

/** Puts the version with its commit in the place of the one that the source has. */
const finishedVersion = async (): Promise<BunPlugin> => {
  const { version } = await Bun.file(join(root, 'package.json')).json()
  const contents = `export const serverVersion = ${quoted(`${version}${buildMetadata()}`)}`
  return {
    name: 'finished-version',
    setup: build => {
      build.onLoad({ filter: /[\\/]src[\\/]version\.ts$/ }, () => ({ contents, loader: 'js' }))
    },
  }
}

/** Where sharp's packages for a platform are; those of another one are fetched into a folder of their own. */
const imagePackagesFor = async (platform: string): Promise<string> => {
  if (platform === own) return inModules('')
  const folder = join(root, 'dist', `packages-${platform}`)
  const { version } = await Bun.file(inModules('sharp/package.json')).json()
  await Bun.write(join(folder, 'package.json'), JSON.stringify({ dependencies: { sharp: version } }))
  const [os = '', cpu = ''] = platform.split('-')
  const installed = Bun.spawnSync(
    [process.execPath, 'install', '--os', os, '--cpu', cpu, '--ignore-scripts', '--silent'],
    { cwd: folder, stderr: 'inherit' },
  )
  if (!installed.success) throw new Error(`The packages for ${platform} could not be fetched.`)
  return join(folder, 'node_modules')
}

const workers = ['storage/sqlite/engine/checkpoint-worker', 'storage/sqlite/engine/read-worker']

const own = `${process.platform}-${process.arch}`

const build = async (target: Target | null): Promise<void> => {
  const outfile = join(root, 'dist', target ? `chayenity-${target}` : 'chayenity')
  const platform = (target ?? own).replace('-baseline', '')
  const since = performance.now()
  const images = await imagePackagesFor(platform)
  mkdirSync(dirname(outfile), { recursive: true })
  const result = await Bun.build({
    entrypoints: ['main', ...workers].map(path => join(root, 'src', `${path}.ts`)),
    root: join(root, 'src'),
    compile: {
      ...(target ? { target: `bun-${target}` as const } : {}),
      outfile,
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
    format: 'esm',
    bytecode: true,
    minify: { whitespace: true, syntax: true, identifiers: false },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      nativeAddons(platform, images),
      ...(await Promise.all([
        finishedFiles('build-pages', 'buildPages', await buildPages()),
        finishedFiles('build-client', 'buildClient', await buildClient()),
      ])),
      await finishedPackages(),
      await finishedVersion(),
    ],
  })
  if (!result.success) throw new AggregateError(result.logs, 'The build failed.')
  const mib = (statSync(outfile).size / 1024 ** 2).toFixed(1)
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  const note = platform === own ? '' : ', built here and never run here'
  say(`${outfile.slice(root.length + 1)}: ${mib} MiB in ${seconds} s${note}`)
}

const { values } = parseArgs({ options: { target: { type: 'string' } } })
const target =
  values.target === undefined ? null : (targets.find(known => known === values.target) ?? undefined)
if (target === undefined) {
  say(`There is no target "${values.target}". The targets are: ${targets.join(', ')}.`)
  process.exit(1)
}
await build(target)
