import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PageFile, scriptFile } from './page-file.ts'

const root = join(import.meta.dir, '../..')

/** For pages without a build. From source at the first request, in the binary by `scripts/build.ts`. */
export const buildClient = async (): Promise<PageFile[]> =>
  Promise.all([
    scriptFile('/clients/chayenity.js', await bundleClient()),
    scriptFile('/clients/chayenity.d.ts', await clientTypes()),
  ])

export const bundleClient = async (): Promise<string> => {
  const { outputs } = await Bun.build({
    entrypoints: [join(root, 'src/client/index.ts')],
    target: 'browser',
    // Node prints the line of an uncaught error, which would be the whole file.
    minify: { syntax: true },
  })
  const [script] = outputs
  if (!script) throw new Error('Bundling the client gave nothing.')
  return script.text()
}

export const clientTypes = (): Promise<string> => bundleTypes('src/client')

/** A folder with an index.ts. Imports from elsewhere stay. */
export const bundleTypes = async (project: string): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'chayenity-types-'))
  try {
    const compiler = Bun.spawn(
      [
        ...[process.execPath, 'x', '--no-install', 'tsc', '-p', project, '--rootDir', 'src'],
        ...['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', folder],
      ],
      { cwd: root, stdout: 'pipe', stderr: 'inherit' },
    )
    const output = await new Response(compiler.stdout).text()
    if ((await compiler.exited) !== 0)
      throw new Error(`The types of ${project} could not be made:\n${output}`)
    const made = join(folder, project.replace('src/', ''))
    const names = [...new Bun.Glob('*.d.ts').scanSync(made)].sort()
    const texts = await Promise.all(names.map(name => Bun.file(join(made, name)).text()))
    const shown = exportedNames(texts[names.indexOf('index.d.ts')] ?? '')
    const parts = names.map((name, at) => withoutModules(texts[at] ?? '', name === 'api.d.ts' ? null : shown))
    // Without this, everything in a file of types is exported.
    return `${withMergedImports(parts.join('\n'))}\nexport {}\n`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const exportedNames = (entry: string): ReadonlySet<string> => {
  const lists = [...entry.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names = '']) =>
    names.split(','),
  )
  const own = [...entry.matchAll(/export (?:declare )?(?:const|interface|type|class) (\w+)/g)].map(
    ([, name = '']) => name,
  )
  return new Set([...lists.map(name => name.replace('type ', '').trim()), ...own])
}

/** For one file that has them all. @param shown the names that stay exported; null for all */
const withoutModules = (text: string, shown: ReadonlySet<string> | null): string =>
  text
    .replace(/^(?:import|export)\b[^;]*? from '\.\/[^']*';\n/gm, '')
    .replace(/^export \{\};?\n/gm, '')
    .replace(
      /^export ((?:declare )?(?:abstract )?(?:const|interface|type|class|function) (\w+))/gm,
      (whole, rest: string, name: string) =>
        !shown || shown.has(name) ? whole : rest.replace(/^(const|class|function)/, 'declare $1'),
    )

/** Several files may import the same name, and one file may only once. */
const withMergedImports = (text: string): string => {
  const imported = new Map<string, Set<string>>()
  const rest = text.replace(
    /^import (?:type )?\{([^}]*)\} from '([^']*)';\n/gm,
    (_, list: string, source: string) => {
      const names = imported.get(source) ?? new Set()
      for (const name of list.split(',')) names.add(name.replace(/\btype /, '').trim())
      names.delete('')
      imported.set(source, names)
      return ''
    },
  )
  const lines = [...imported].map(
    ([source, names]) => `import type { ${[...names].join(', ')} } from '${source}';\n`,
  )
  return lines.join('') + rest
}
