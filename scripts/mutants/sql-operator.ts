import {
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
  isTaggedTemplateExpression,
  isTemplateExpression,
  type Node,
} from 'typescript/unstable/ast'
import type { Edit, Operator } from './operators.ts'

/** Changes inside SQL text. Each leaves valid SQL: what the database refuses to prepare would be caught by any test. */

const isSql = /\b(SELECT|UPDATE|DELETE FROM|INSERT INTO)\b/

const changes: { kind: string; pattern: RegExp; to: (found: string) => string }[] = [
  {
    kind: 'SQL comparison turned',
    pattern: /(?<= )(<=|>=|<|>)(?= )/g,
    to: found => (found.length === 2 ? found.slice(0, 1) : `${found}=`),
  },
  {
    kind: 'SQL order turned',
    pattern: /\b(ASC|DESC)\b/g,
    to: found => (found === 'ASC' ? 'DESC' : 'ASC'),
  },
  // A clause with `?` stays: without it the values that are bound would not fit.
  {
    kind: 'SQL clause dropped',
    pattern: /\s+AND\s+[\w."]+\s*(?:=|<>|<=|>=|<|>|IS NOT|IS)\s*(?:@\w+|'[^']*'|\w[\w.]*)(?=[\s)`']|$)/g,
    to: () => '',
  },
  { kind: 'SQL and/or swapped', pattern: /(?<= )OR(?= )/g, to: () => 'AND' },
]

const isSqlText = (node: Node): boolean => {
  if (!isNoSubstitutionTemplateLiteral(node) && !isTemplateExpression(node) && !isStringLiteral(node))
    return false
  const isTagged = isTaggedTemplateExpression(node.parent) && node.parent.tag.getText() === 'sql'
  return isTagged || isSql.test(node.getText())
}

export const changeSql: Operator = (node, source) => {
  if (!isSqlText(node)) return []
  const start = node.getStart(source)
  // What stands in `${…}` is code and has the other operators.
  const text = node.getText(source).replace(/\$\{[^}]*\}/g, code => '\u0000'.repeat(code.length))
  return changes.flatMap(({ kind, pattern, to }) =>
    [...text.matchAll(pattern)].map(
      ({ 0: found, index }): Edit => ({
        kind,
        start: start + index,
        end: start + index + found.length,
        replacement: to(found),
      }),
    ),
  )
}
