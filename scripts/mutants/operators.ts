import {
  type CallExpression,
  type IfStatement,
  isArrowFunction,
  isAwaitExpression,
  isBinaryExpression,
  isBindingElement,
  isBlock,
  isBreakStatement,
  isCallExpression,
  isCaseClause,
  isConditionalExpression,
  isContinueStatement,
  isExpressionStatement,
  isIdentifier,
  isIfStatement,
  isNumericLiteral,
  isParameterDeclaration,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isReturnStatement,
  isSourceFile,
  isStringLiteral,
  isThrowStatement,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast'

/** Text from `start` to `end` is replaced. */
export interface Edit {
  kind: string
  start: number
  end: number
  replacement: string
}

/** Makes the edits of one kind that are possible at `node`. */
export type Operator = (node: Node, source: SourceFile) => Edit[]

const replace = (kind: string, node: Node, source: SourceFile, replacement: string): Edit => ({
  kind,
  start: node.getStart(source),
  end: node.end,
  replacement,
})

const turnedTokens = new Map<SyntaxKind, { kind: string; to: string }>([
  [SyntaxKind.LessThanToken, { kind: 'comparison turned', to: '<=' }],
  [SyntaxKind.LessThanEqualsToken, { kind: 'comparison turned', to: '<' }],
  [SyntaxKind.GreaterThanToken, { kind: 'comparison turned', to: '>=' }],
  [SyntaxKind.GreaterThanEqualsToken, { kind: 'comparison turned', to: '>' }],
  [SyntaxKind.EqualsEqualsEqualsToken, { kind: 'equality turned', to: '!==' }],
  [SyntaxKind.ExclamationEqualsEqualsToken, { kind: 'equality turned', to: '===' }],
  [SyntaxKind.AmpersandAmpersandToken, { kind: 'and/or swapped', to: '||' }],
  [SyntaxKind.BarBarToken, { kind: 'and/or swapped', to: '&&' }],
  [SyntaxKind.PlusToken, { kind: 'arithmetic turned', to: '-' }],
  [SyntaxKind.MinusToken, { kind: 'arithmetic turned', to: '+' }],
  [SyntaxKind.PlusEqualsToken, { kind: 'arithmetic turned', to: '-=' }],
  [SyntaxKind.MinusEqualsToken, { kind: 'arithmetic turned', to: '+=' }],
])

const turnToken: Operator = (node, source) => {
  if (!isBinaryExpression(node)) return []
  const turned = turnedTokens.get(node.operatorToken.kind)
  return turned ? [replace(turned.kind, node.operatorToken, source, turned.to)] : []
}

const isNegation = (node: Node) =>
  isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken

/** Turned comparisons and dropped negations are mutants already. */
const isTurnedOtherwise = (node: Node) =>
  isNegation(node) || (isBinaryExpression(node) && turnedTokens.has(node.operatorToken.kind))

const negateCondition: Operator = (node, source) => {
  const condition = isIfStatement(node)
    ? node.expression
    : isConditionalExpression(node)
      ? node.condition
      : null
  if (!condition || isTurnedOtherwise(condition)) return []
  return [replace('condition negated', condition, source, `!(${condition.getText(source)})`)]
}

const dropNegation: Operator = (node, source) =>
  isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken
    ? [replace('negation dropped', node, source, node.operand.getText(source))]
    : []

const lastOf = (statement: IfStatement): Node | undefined =>
  isBlock(statement.thenStatement) ? statement.thenStatement.statements.at(-1) : statement.thenStatement

const isListed = (statement: Node) =>
  isBlock(statement.parent) || isSourceFile(statement.parent) || isCaseClause(statement.parent)

const drop = (kind: string, statement: Node, source: SourceFile) =>
  replace(kind, statement, source, isListed(statement) ? '' : '{}')

const dropGuard: Operator = (node, source) => {
  if (!isIfStatement(node) || node.elseStatement) return []
  const last = lastOf(node)
  if (!last) return []
  if (isThrowStatement(last)) return [drop('check dropped', node, source)]
  const leaves = isReturnStatement(last) || isContinueStatement(last) || isBreakStatement(last)
  return leaves ? [drop('early return dropped', node, source)] : []
}

/** What the log says is not tested line by line. */
const isLogged = /^(await )?(void )?(\w+\.)*(log|logger)\.\w+\(/

const dropCall: Operator = (node, source) => {
  if (!isExpressionStatement(node)) return []
  const called = isAwaitExpression(node.expression) ? node.expression.expression : node.expression
  if (!isCallExpression(called) || isLogged.test(node.getText(source))) return []
  return [drop('call dropped', node, source)]
}

/** A line that begins with one of these would continue the line before. */
const continuesLine = /^[([`/+-]/

/** `return await` outside `try` means the same without `await`. */
const isReturned = (node: Node) => isReturnStatement(node.parent) || isArrowFunction(node.parent)

const loseAwait: Operator = (node, source) => {
  if (!isAwaitExpression(node) || isReturned(node)) return []
  const text = node.expression.getText(source)
  if (isExpressionStatement(node.parent) && continuesLine.test(text)) return []
  return [replace('await lost', node, source, text)]
}

/** From here on one more makes no difference that anybody could see, so large constants are doubled. */
const largeConstant = 1000

const changeConstant: Operator = (node, source) => {
  const text = isNumericLiteral(node) ? node.getText(source) : ''
  if (!/^\d[\d_]*$/.test(text)) return []
  const value = Number(text.replaceAll('_', ''))
  return value < largeConstant
    ? [replace('constant off by one', node, source, String(value + 1))]
    : [replace('constant doubled', node, source, String(2 * value))]
}

/** Replaces the argument at `index` and its comma by nothing. */
const dropArgument = (kind: string, call: CallExpression, index: number, source: SourceFile): Edit[] => {
  const argument = call.arguments[index]
  const before = call.arguments[index - 1]
  const after = call.arguments[index + 1]
  if (!argument) return []
  const start = after || !before ? argument.getStart(source) : before.end
  return [{ kind, start, end: after ? after.getStart(source) : argument.end, replacement: '' }]
}

const dropClause: Operator = (node, source) => {
  if (!isCallExpression(node) || !isIdentifier(node.expression)) return []
  if (!/^(and|or)$/.test(node.expression.text) || node.arguments.length < 2) return []
  return node.arguments.flatMap((_, index) => dropArgument('clause dropped', node, index, source))
}

const droppedSteps =
  /^(filter|where|sort|toSorted|reverse|toReversed|slice|trim|toLowerCase|toUpperCase|normalize)$/
const shortened = /^(slice|subarray|splice|indexOf|includes|substring|padStart|setTimeout)$/
const swappedNames = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
])

const changeMethod: Operator = (node, source) => {
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression)) return []
  const { name, expression: owner } = node.expression
  const edits: Edit[] = []
  if (droppedSteps.test(name.text))
    edits.push({ kind: 'step dropped', start: owner.end, end: node.end, replacement: '' })
  if (shortened.test(name.text) && node.arguments.length === 2)
    edits.push(...dropArgument('argument dropped', node, 1, source))
  const other = swappedNames.get(name.text)
  if (other) edits.push(replace('method swapped', name, source, other))
  return edits
}

const otherValue = (node: Node): string | null => {
  if (node.kind === SyntaxKind.TrueKeyword) return 'false'
  if (node.kind === SyntaxKind.FalseKeyword) return 'true'
  if (isStringLiteral(node)) return node.text === '' ? "'other'" : "''"
  return null
}

/** Numbers are changed by `changeConstant` wherever they are. */
const changeDefault: Operator = (node, source) => {
  const isFallback = isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.QuestionQuestionToken
  const value = isFallback
    ? node.right
    : isParameterDeclaration(node) || isBindingElement(node)
      ? node.initializer
      : undefined
  const other = value && otherValue(value)
  return value && other ? [replace('default changed', value, source, other)] : []
}

export const operators: readonly Operator[] = [
  turnToken,
  negateCondition,
  dropNegation,
  dropGuard,
  dropCall,
  loseAwait,
  changeConstant,
  dropClause,
  changeMethod,
  changeDefault,
]
