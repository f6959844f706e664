/** Statements. See listing.ts for the conventions. */
import type ts from 'typescript'
import { leavesNoCode } from './free-variables'
import { isIteratedByIndex } from './iteration'
import type { Lister } from './listing'
import { listBinding, listClass, listEnum } from './listing-declarations'
import { listExpression } from './listing-expressions'

/** A list of statements that share a scope. */
export function listStatements(lister: Lister, statements: readonly ts.Statement[]): void {
  const { compiler } = lister.host
  lister.hoist(statements.filter(compiler.isFunctionDeclaration), () => {
    for (const statement of statements) listStatement(lister, statement)
  })
}

/** A statement as the body of another: braces around it make no difference. */
function listBody(lister: Lister, statement: ts.Statement): void {
  listStatements(lister, lister.host.compiler.isBlock(statement) ? statement.statements : [statement])
}

function listStatement(lister: Lister, node: ts.Statement): void {
  const { compiler } = lister.host
  if (leavesNoCode(compiler, node) || compiler.isFunctionDeclaration(node)) return
  if (compiler.isBlock(node)) listStatements(lister, node.statements)
  else if (compiler.isExpressionStatement(node)) {
    listExpression(lister, node.expression)
    lister.emit('drop')
  } else if (compiler.isVariableStatement(node)) listVariables(lister, node.declarationList)
  else if (compiler.isReturnStatement(node)) {
    if (node.expression !== undefined) listExpression(lister, node.expression)
    lister.emit('return', node.expression === undefined ? 0 : 1)
  } else if (compiler.isIfStatement(node)) listIf(lister, node)
  else if (compiler.isForStatement(node)) listFor(lister, node)
  else if (compiler.isForOfStatement(node) || compiler.isForInStatement(node)) listForEach(lister, node)
  else if (compiler.isWhileStatement(node)) {
    lister.emit('while')
    listExpression(lister, node.expression)
    listLoopBody(lister, node.statement)
  } else if (compiler.isDoStatement(node)) {
    lister.emit('do while')
    listExpression(lister, node.expression)
    listLoopBody(lister, node.statement)
  } else if (compiler.isSwitchStatement(node)) listSwitch(lister, node)
  else if (compiler.isThrowStatement(node)) {
    listExpression(lister, node.expression)
    lister.emit('throw')
  } else if (compiler.isTryStatement(node)) listTry(lister, node)
  else if (compiler.isLabeledStatement(node)) {
    lister.emit('label')
    lister.withLabel(node.label.text, () => listStatement(lister, node.statement))
    lister.emit('end')
  } else if (compiler.isBreakStatement(node) || compiler.isContinueStatement(node)) {
    const operation = compiler.isBreakStatement(node) ? 'break' : 'continue'
    if (node.label === undefined) lister.emit(operation)
    else lister.emit(operation, lister.label(node.label.text))
  } else if (compiler.isClassDeclaration(node)) {
    listClass(lister, node)
    if (node.name !== undefined) lister.emit('declare class', lister.local(node.name))
  } else if (compiler.isEnumDeclaration(node)) {
    listEnum(lister, node)
    lister.emit('declare enum', lister.local(node.name))
  } else if (compiler.isWithStatement(node)) lister.unknown(node, 'names inside of `with` are known only at run time')
  else if (!compiler.isEmptyStatement(node) && !compiler.isDebuggerStatement(node)) {
    lister.unknown(node, 'this kind of statement is not understood')
  }
}

function listVariables(lister: Lister, list: ts.VariableDeclarationList): void {
  const kind = declarationKind(lister.host.compiler, list)
  for (const declaration of list.declarations) {
    if (declaration.initializer !== undefined) listExpression(lister, declaration.initializer)
    lister.emit(`declare ${kind}`, declaration.initializer === undefined ? 0 : 1)
    listBinding(lister, declaration.name)
  }
}

function declarationKind(compiler: typeof ts, list: ts.VariableDeclarationList): string {
  const { Let, Const } = compiler.NodeFlags
  const isLet = (list.flags & Let) !== 0
  const isConst = (list.flags & Const) !== 0
  // TypeScript 5.2 has a bit for `using`, alone or together with that of `const` for `await using`.
  const isUsing = (list.flags & 4) !== 0
  if (isUsing) return isConst ? 'await using' : 'using'
  if (isLet) return 'let'
  return isConst ? 'const' : 'var'
}

function listIf(lister: Lister, node: ts.IfStatement): void {
  listExpression(lister, node.expression)
  lister.emit('if')
  listBody(lister, node.thenStatement)
  if (node.elseStatement !== undefined && !isEmpty(lister.host.compiler, node.elseStatement)) {
    lister.emit('else')
    listBody(lister, node.elseStatement)
  }
  lister.emit('end')
}

function isEmpty(compiler: typeof ts, node: ts.Statement): boolean {
  return compiler.isEmptyStatement(node) || (compiler.isBlock(node) && node.statements.length === 0)
}

function listLoopBody(lister: Lister, body: ts.Statement): void {
  lister.emit('loop')
  listBody(lister, body)
  lister.emit('end')
}

function listFor(lister: Lister, node: ts.ForStatement): void {
  const { compiler } = lister.host
  lister.emit('for')
  if (node.initializer !== undefined) {
    if (compiler.isVariableDeclarationList(node.initializer)) listVariables(lister, node.initializer)
    else listExpression(lister, node.initializer)
  }
  lister.emit('test')
  if (node.condition !== undefined) listExpression(lister, node.condition)
  lister.emit('step')
  if (node.incrementor !== undefined) listExpression(lister, node.incrementor)
  listLoopBody(lister, node.statement)
}

function listForEach(lister: Lister, node: ts.ForOfStatement | ts.ForInStatement): void {
  const { compiler } = lister.host
  listExpression(lister, node.expression)
  const waits = compiler.isForOfStatement(node) && node.awaitModifier !== undefined
  const isByIndex = compiler.isForOfStatement(node) && !waits && isIteratedByIndex(lister.host, node.expression)
  lister.emit(compiler.isForOfStatement(node) ? 'for of' : 'for in', waits ? 'await' : isByIndex ? 'by index' : '')
  const { initializer } = node
  if (compiler.isVariableDeclarationList(initializer)) {
    lister.emit(`declare ${declarationKind(compiler, initializer)}`, 1)
    for (const declaration of initializer.declarations) listBinding(lister, declaration.name)
  } else {
    listExpression(lister, initializer)
    lister.emit('assign', '=')
  }
  listLoopBody(lister, node.statement)
}

function listSwitch(lister: Lister, node: ts.SwitchStatement): void {
  const { compiler } = lister.host
  const { clauses } = node.caseBlock
  listExpression(lister, node.expression)
  lister.emit('switch')
  const functions = clauses.flatMap(clause => clause.statements.filter(compiler.isFunctionDeclaration))
  lister.hoist(functions, () => {
    for (const clause of clauses) {
      if (compiler.isCaseClause(clause)) {
        lister.emit('case')
        listExpression(lister, clause.expression)
        lister.emit('then')
      } else {
        lister.emit('default')
      }
      for (const statement of clause.statements) listStatement(lister, statement)
    }
  })
  lister.emit('end')
}

function listTry(lister: Lister, node: ts.TryStatement): void {
  lister.emit('try')
  listStatements(lister, node.tryBlock.statements)
  if (node.catchClause !== undefined) {
    const { variableDeclaration, block } = node.catchClause
    lister.emit('catch', variableDeclaration === undefined ? 0 : 1)
    if (variableDeclaration !== undefined) listBinding(lister, variableDeclaration.name)
    listStatements(lister, block.statements)
  }
  if (node.finallyBlock !== undefined) {
    lister.emit('finally')
    listStatements(lister, node.finallyBlock.statements)
  }
  lister.emit('end')
}
