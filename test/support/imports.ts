import { existsSync } from 'node:fs'

/** `from '…'`, `import '…'` and `import('…')`, so exports from elsewhere, types and dynamic imports too. */
const importPattern = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g

const withoutComments = (source: string) => source.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '')

const resolve = (path: string, name: string): string => {
  if (!name.startsWith('.')) return name
  const found = new URL(name, `file:///${path}`).pathname.slice(1)
  return [found, `${found}.ts`, `${found}.tsx`, `${found}/index.ts`].find(isFile) ?? found
}

const isFile = (path: string) => /\.\w+$/.test(path) && existsSync(path)

/** What a file imports, in whatever way: paths from the root of the repository, and the names of packages. */
export const importsIn = (path: string, source: string): string[] => [
  ...new Set(
    [...withoutComments(source).matchAll(importPattern)].map(([, , name]) => resolve(path, name ?? '')),
  ),
]

export type ImportGraph = Map<string, string[]>

/** The imports of every file of a folder but its tests. */
export const readImports = async (folder: string): Promise<ImportGraph> => {
  const paths = [...new Bun.Glob(`${folder}/**/*.{ts,tsx,js}`).scanSync('.')]
    .filter(path => !/\.(test|d)\.ts$/.test(path))
    .sort()
  return new Map(
    await Promise.all(paths.map(async path => [path, importsIn(path, await Bun.file(path).text())] as const)),
  )
}

/** Groups of files that import one another in a circle (the strongly connected components, by Tarjan). */
export const findCircles = (graph: ImportGraph): string[][] => {
  const circles: string[][] = []
  const indexes = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const visit = (path: string): number => {
    const index = indexes.size
    indexes.set(path, index)
    stack.push(path)
    let low = index
    for (const next of graph.get(path) ?? []) {
      if (!graph.has(next)) continue
      if (!indexes.has(next)) low = Math.min(low, visit(next))
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? indexes.get(next) ?? low)
      lowest.set(path, low)
    }
    if (low === index) {
      const circle = stack.splice(stack.indexOf(path)).sort()
      if (circle.length > 1 || graph.get(path)?.includes(path)) circles.push(circle)
    }
    return low
  }
  for (const path of graph.keys()) if (!indexes.has(path)) visit(path)
  return circles
}
