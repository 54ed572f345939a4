import { resolve } from 'node:path'
import type { Node, SourceFile } from 'typescript/unstable/ast'
import { API } from 'typescript/unstable/async'

/** Syntax trees and type checks come from the TypeScript that is pinned for `tsc`, so no second parser is needed. */

/** Names and imports that a mutation leaves unused (6133, 6192, 6196, 6198, 6199) do not stop a program from running. */
const unusedCodes = new Set([6133, 6192, 6196, 6198, 6199])

/** Visits `node` and everything below it, but not where `skips` says so. */
export const walk = (node: Node, visit: (node: Node) => void, skips: (node: Node) => boolean): void => {
  if (skips(node)) return
  visit(node)
  node.forEachChild(child => {
    walk(child, visit, skips)
  })
}

export interface TypeScriptProjects {
  parse(path: string): Promise<SourceFile>
  /** True when the file at `path` has no type errors with `text` in it. Other files are not looked at. One call at a time. */
  compiles(path: string, text: string): Promise<boolean>
  close(): Promise<void>
}

/** Opens the projects of `tsconfigs` in a child process, which ends with `close`. */
export const openProjects = async (tsconfigs: readonly string[]): Promise<TypeScriptProjects> => {
  const overlay = new Map<string, string>()
  const api = new API({ cwd: process.cwd(), fs: { readFile: name => overlay.get(name) } })
  let snapshot = await api.updateSnapshot({ openProjects: tsconfigs.map(path => resolve(path)) })
  const find = async (file: string) => {
    for (const { program } of snapshot.getProjects()) {
      const source = await program.getSourceFile(file)
      if (source) return { program, source }
    }
    throw new Error(`${file} is no part of ${tsconfigs.join(' or ')}.`)
  }
  const refresh = async (file: string) => {
    const old = snapshot
    snapshot = await api.updateSnapshot({ fileChanges: { changed: [file] } })
    await old.dispose()
  }

  return {
    parse: async path => (await find(resolve(path))).source,
    compiles: async (path, text) => {
      const file = resolve(path)
      overlay.set(file, text)
      await refresh(file)
      const { program } = await find(file)
      const found = [
        ...(await program.getSyntacticDiagnostics(file)),
        ...(await program.getSemanticDiagnostics(file)),
      ]
      overlay.delete(file)
      await refresh(file)
      return found.every(diagnostic => unusedCodes.has(diagnostic.code))
    },
    close: () => api.close(),
  }
}
