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

export interface TypeScriptProject {
  parse(path: string): Promise<SourceFile>
  /** True when the file at `path` has no type errors with `text` in it. Other files are not looked at. One call at a time. */
  compiles(path: string, text: string): Promise<boolean>
  close(): Promise<void>
}

/** Opens the project of `tsconfig` in a child process, which ends with `close`. */
export const openProject = async (tsconfig: string): Promise<TypeScriptProject> => {
  const overlay = new Map<string, string>()
  const api = new API({ cwd: process.cwd(), fs: { readFile: name => overlay.get(name) } })
  let snapshot = await api.updateSnapshot({ openProjects: [resolve(tsconfig)] })
  const program = () => {
    const project = snapshot.getProjects()[0]
    if (!project) throw new Error(`${tsconfig} could not be opened.`)
    return project.program
  }
  const refresh = async (file: string) => {
    const old = snapshot
    snapshot = await api.updateSnapshot({ fileChanges: { changed: [file] } })
    await old.dispose()
  }

  return {
    parse: async path => {
      const source = await program().getSourceFile(resolve(path))
      if (!source) throw new Error(`${path} is no part of ${tsconfig}.`)
      return source
    },
    compiles: async (path, text) => {
      const file = resolve(path)
      overlay.set(file, text)
      await refresh(file)
      const found = [
        ...(await program().getSyntacticDiagnostics(file)),
        ...(await program().getSemanticDiagnostics(file)),
      ]
      overlay.delete(file)
      await refresh(file)
      return found.every(diagnostic => unusedCodes.has(diagnostic.code))
    },
    close: () => api.close(),
  }
}
