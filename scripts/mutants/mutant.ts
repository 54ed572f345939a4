import {
  isExportDeclaration,
  isImportDeclaration,
  isInterfaceDeclaration,
  isTypeAliasDeclaration,
  isTypeNode,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast'
import { type Edit, operators } from './operators.ts'
import { changeSql } from './sql-operator.ts'
import { walk } from './syntax.ts'

export interface Mutant extends Edit {
  file: string
  /** Lines of the original that the change touches, from 1. */
  firstLine: number
  lastLine: number
  /** The touched lines before and after, each run of white space as one space. */
  before: string
  after: string
}

/** The first folder below `src`; files directly in it are `src`. */
export const folderOf = (file: string): string => {
  const [, folder = '', rest] = file.split('/')
  return rest === undefined ? 'src' : `src/${folder}`
}

export const mutatedText = (text: string, { start, end, replacement }: Edit): string =>
  text.slice(0, start) + replacement + text.slice(end)

const flat = (text: string) => text.replace(/\s+/g, ' ').trim()

const lineAt = (text: string, position: number) => text.slice(0, position).split('\n').length

const toMutant = (file: string, text: string, edit: Edit): Mutant => {
  const lineStart = text.lastIndexOf('\n', edit.start - 1) + 1
  const newline = text.indexOf('\n', edit.end)
  const lineEnd = newline === -1 ? text.length : newline
  return {
    ...edit,
    file,
    firstLine: lineAt(text, edit.start),
    lastLine: lineAt(text, edit.end),
    before: flat(text.slice(lineStart, lineEnd)),
    after: flat(text.slice(lineStart, edit.start) + edit.replacement + text.slice(edit.end, lineEnd)),
  }
}

/** Types and imports do not run. */
const doesNotRun = (node: Node) =>
  isTypeNode(node) ||
  isInterfaceDeclaration(node) ||
  isTypeAliasDeclaration(node) ||
  isImportDeclaration(node) ||
  isExportDeclaration(node)

export const mutantsOf = (file: string, source: SourceFile): Mutant[] => {
  const edits: Edit[] = []
  walk(
    source,
    node => {
      for (const operator of [...operators, changeSql]) edits.push(...operator(node, source))
    },
    doesNotRun,
  )
  return edits.map(edit => toMutant(file, source.text, edit))
}
