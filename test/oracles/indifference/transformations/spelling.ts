/** Other spellings of the same syntax. */
import ts from 'typescript'
import { editFiles, visitAll, type AddEdit, type Transformation } from '../edits'

function respell(name: string, collect: (node: ts.Node, add: AddEdit) => void): Transformation {
  return { name, apply: sources => editFiles(sources, (file, add) => visitAll(file, node => collect(node, add))) }
}

function enclose(node: ts.Node, before: string, after: string, add: AddEdit): void {
  add(node.getStart(), node.getStart(), before)
  add(node.end, node.end, after)
}

/** Expressions that may stand in parentheses where they are, by the part of their parent that they are. */
function operandsOf(node: ts.Node): readonly (ts.Expression | undefined)[] {
  if (ts.isVariableDeclaration(node)) return holdsExportedFunction(node) ? [] : [node.initializer]
  if (ts.isParameter(node) || ts.isPropertyDeclaration(node)) return [node.initializer]
  if (ts.isPropertyAssignment(node)) return isTarget(node.parent) ? [] : [node.initializer]
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const callee = ts.isIdentifier(node.expression) ? [node.expression] : []
    return [...callee, ...(node.arguments ?? []).filter(each => !ts.isSpreadElement(each))]
  }
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isTemplateSpan(node)) return [node.expression]
  if (ts.isIfStatement(node) || ts.isIterationStatement(node, false))
    return 'expression' in node ? [node.expression] : []
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? [] : [node.body]
  if (ts.isConditionalExpression(node)) return [node.condition, node.whenTrue, node.whenFalse]
  if (ts.isPropertyAccessExpression(node)) return ts.isIdentifier(node.expression) ? [node.expression] : []
  if (ts.isElementAccessExpression(node)) return [node.argumentExpression]
  if (ts.isAwaitExpression(node) || ts.isTypeOfExpression(node)) return [node.expression]
  if (ts.isBinaryExpression(node)) return isAssignment(node) ? [node.right] : [node.left, node.right]
  return []
}

/** The marks of the sources are found by the syntax of a constant that holds a function. */
function holdsExportedFunction({ initializer, parent }: ts.VariableDeclaration): boolean {
  if (initializer === undefined || !ts.isFunctionLike(initializer)) return false
  return ts.isVariableDeclarationList(parent) && ts.isSourceFile(parent.parent.parent)
}

function isAssignment(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node)) return false
  const { kind } = node.operatorToken
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

/** Whether a literal is what something is taken apart into. */
function isTarget(node: ts.Node): boolean {
  const { parent } = node
  if (ts.isBinaryExpression(parent)) return isAssignment(parent) && parent.left === node
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node
  if (ts.isPropertyAssignment(parent)) return isTarget(parent.parent)
  return ts.isArrayLiteralExpression(parent) && isTarget(parent)
}

export const parenthesized = respell('expressions in parentheses', (node, add) => {
  if (isInType(node)) return
  for (const operand of operandsOf(node)) {
    if (operand === undefined || operand.kind === ts.SyntaxKind.SuperKeyword || beginsStatement(operand)) continue
    enclose(operand, '(', ')', add)
  }
})

/** After a line without a semicolon a parenthesis would begin a call. */
function beginsStatement(node: ts.Node): boolean {
  const statement = ts.findAncestor(node, ts.isStatement)
  return statement !== undefined && ts.isExpressionStatement(statement) && statement.getStart() === node.getStart()
}

/** Inside of decorators and types names stand that look like expressions. */
function isInType(node: ts.Node): boolean {
  return ts.findAncestor(node, each => ts.isTypeNode(each) || ts.isDecorator(each)) !== undefined
}

function bodiesOf(node: ts.Node): readonly ts.Statement[] {
  if (ts.isIfStatement(node)) return [node.thenStatement, ...(node.elseStatement ? [node.elseStatement] : [])]
  return ts.isIterationStatement(node, false) ? [node.statement] : []
}

export const bracesAdded = respell('braces around every body', (node, add) => {
  for (const body of bodiesOf(node)) if (!ts.isBlock(body)) enclose(body, '{ ', ' }', add)
})

export const bracesRemoved = respell('no braces around single statements', (node, add) => {
  for (const body of bodiesOf(node)) {
    if (!ts.isBlock(body)) continue
    const [only, ...more] = body.statements
    if (only === undefined || more.length > 0 || !isPlain(only)) continue
    add(body.getStart(), only.getStart(), ' ')
    add(only.end, body.end, only.getText().endsWith(';') ? '' : ';')
  }
})

function isPlain(statement: ts.Statement): boolean {
  if (ts.isExpressionStatement(statement) || ts.isReturnStatement(statement)) return true
  return ts.isThrowStatement(statement) || ts.isBreakOrContinueStatement(statement)
}

export const arrowsWithBlock = respell('arrow functions that return from a block', (node, add) => {
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) enclose(node.body, '{ return (', ') }', add)
})

export const arrowsWithoutBlock = respell('arrow functions without a block', (node, add) => {
  if (!ts.isArrowFunction(node) || !ts.isBlock(node.body)) return
  const [only, ...more] = node.body.statements
  if (only === undefined || more.length > 0 || !ts.isReturnStatement(only) || only.expression === undefined) return
  add(node.body.getStart(), only.expression.getStart(), '(')
  add(only.expression.end, node.body.end, ')')
})

export const namedProperties = respell('properties and imports in long form', (node, add) => {
  if (ts.isShorthandPropertyAssignment(node) || isShortBinding(node) || isShortSpecifier(node)) {
    const between = ts.isImportSpecifier(node) || ts.isExportSpecifier(node) ? ' as ' : ': '
    add(node.name.end, node.name.end, `${between}${node.name.getText()}`)
  }
})

function isShortBinding(node: ts.Node): node is ts.BindingElement & { readonly name: ts.Identifier } {
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return false
  return ts.isIdentifier(node.name) && node.propertyName === undefined && node.dotDotDotToken === undefined
}

function isShortSpecifier(node: ts.Node): node is ts.ImportSpecifier | ts.ExportSpecifier {
  return (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.propertyName === undefined
}

export const templates = respell('texts as templates', (node, add) => {
  if (!ts.isStringLiteral(node) || /[`\\$]/.test(node.getText()) || isInType(node)) return
  const { parent } = node
  const isOperand = operandsOf(parent).includes(node) || ts.isArrayLiteralExpression(parent) || ts.isCaseClause(parent)
  if (isOperand) add(node.getStart(), node.end, `\`${node.getText().slice(1, -1)}\``)
})

export const numerals = respell('numbers in other forms', (node, add) => {
  if (!ts.isNumericLiteral(node) || isInType(node) || !/^[1-9]\d*$/.test(node.getText())) return
  const value = Number(node.text)
  if (Number.isSafeInteger(value)) add(node.getStart(), node.end, `0x${value.toString(16)}`)
})

export const bracketed = respell('members in brackets', (node, add) => {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.name) || isInType(node)) return
  // A clause `implements` takes names only.
  if (ts.findAncestor(node, ts.isHeritageClause) !== undefined) return
  add(node.expression.end, node.name.end, `${node.questionDotToken ? '?.' : ''}['${node.name.text}']`)
})
