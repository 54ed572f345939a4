import { chmodSync, cpSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { BunPlugin } from 'bun'
import { version } from '../../package.json' with { type: 'json' }
import { worldFileJsonSchema } from '../../src/dev/world-file/schema.ts'
import { bundleClient, bundleTypes, clientTypes } from '../../src/pages/build-client.ts'
import { platforms } from '../../src/testing/platform.ts'
import { readmeForPackage } from './readme.ts'

/**
 * Packs what npm would publish, into dist/npm: the package `chayenity` (command, client, testing kit) and that of this
 * platform with the server in it. Build the server first: bun run build && bun run pack.
 */

const root = resolve(import.meta.dir, '../..')
const out = join(root, 'dist/npm')
const platform = `${process.platform}-${process.arch}`
const say = (text: string) => process.stdout.write(`${text}\n`)

const about = {
  version,
  license: 'UNLICENSED',
  description: 'The server of a neighbourhood gig marketplace, with a client and a testing kit',
}

/** The testing kit uses the client of the package, so that an error is of one class in both. */
const clientOfThePackage: BunPlugin = {
  name: 'client-of-the-package',
  setup: build => {
    build.onResolve({ filter: /\/client\/index\.ts$/ }, () => ({ path: 'chayenity/client', external: true }))
  },
}

const bundleForNode = async (entry: string, shebang = ''): Promise<string> => {
  const { outputs } = await Bun.build({
    entrypoints: [join(root, entry)],
    target: 'node',
    plugins: [clientOfThePackage],
  })
  const [script] = outputs
  if (!script) throw new Error(`Bundling ${entry} gave nothing.`)
  return shebang + (await script.text())
}

const writeAll = async (folder: string, files: Record<string, string>) => {
  await Promise.all(Object.entries(files).map(([name, text]) => Bun.write(join(folder, name), text)))
}

const packageOf = (entry: string) => ({ types: `./${entry}.d.ts`, default: `./${entry}.js` })

const writeMain = async () => {
  const folder = join(out, 'chayenity')
  await writeAll(folder, {
    'package.json': JSON.stringify(
      {
        name: 'chayenity',
        ...about,
        type: 'module',
        bin: { chayenity: 'chayenity.js' },
        exports: {
          './client': packageOf('client'),
          './testing': packageOf('testing'),
          './world.schema.json': './world.schema.json',
        },
        engines: { node: '>=20' },
        optionalDependencies: Object.fromEntries(platforms.map(name => [`chayenity-${name}`, version])),
      },
      null,
      2,
    ),
    'chayenity.js': await bundleForNode('scripts/pack/launcher.ts', '#!/usr/bin/env node\n'),
    'client.js': await bundleClient(),
    'client.d.ts': await clientTypes(),
    'testing.js': await bundleForNode('src/testing/index.ts'),
    'testing.d.ts': (await bundleTypes('src/testing')).replaceAll('../client/index.ts', 'chayenity/client'),
    'world.schema.json': worldFileJsonSchema(),
    'README.md': readmeForPackage(await Bun.file(join(root, 'src/client/README.md')).text(), 'src/client'),
  })
  chmodSync(join(folder, 'chayenity.js'), 0o755)
}

const writePlatform = async () => {
  const folder = join(out, `chayenity-${platform}`)
  mkdirSync(folder, { recursive: true })
  await writeAll(folder, {
    'package.json': JSON.stringify(
      {
        name: `chayenity-${platform}`,
        ...about,
        os: [process.platform],
        cpu: [process.arch],
        ...(process.platform === 'linux' && { libc: ['glibc'] }),
        files: ['chayenity'],
      },
      null,
      2,
    ),
  })
  cpSync(join(root, 'dist/chayenity'), join(folder, 'chayenity'))
}

/** npm's own tool packs, so that what is tested is what would be published. */
const pack = async (name: string) => {
  const child = Bun.spawn(['npm', 'pack', '--silent', '--pack-destination', out], {
    cwd: join(out, name),
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const file = (await new Response(child.stdout).text()).trim()
  if ((await child.exited) !== 0) throw new Error(`npm could not pack ${name}.`)
  say(`dist/npm/${file}`)
}

if (!(await Bun.file(join(root, 'dist/chayenity')).exists())) {
  throw new Error('Build the server first: bun run build.')
}
rmSync(out, { recursive: true, force: true })
await writeMain()
await writePlatform()
for (const name of ['chayenity', `chayenity-${platform}`]) await pack(name)
