/**
 * Marks in code: the decorators `@cached` and `@singleton` on a method, and the calls `cached(fn, options?)`,
 * `cached.block(name, fn, options?)`, `singleton(fn, options?)` and `memoize.byIdentity(fn, options?)`.
 */
import type ts from 'typescript'
import type { Finding } from '../model/finding'
import type { RefusedMark } from '../model/emit-plan'
import type { Mark } from '../model/mark'
import type { CodeHost } from '../program/code-host'
import { methodTarget } from './find-comment-marks'
import type { MarkedFunction, Marks } from './find-marked'
import { readOptionsLiteral } from './read-options'
import { refuseFunction } from './refuse-function'

export function findWrapperMarks(host: CodeHost, file: ts.SourceFile): Marks {
  const { compiler } = host
  const marked: MarkedFunction[] = []
  const refused: RefusedMark[] = []
  const findings: Finding[] = []
  if (!importsKeyprint(host, file)) return { marked, refused, findings }

  const refuse = (code: Finding['code'], node: ts.Node, subject: string, reason: string): void => {
    findings.push({ code, subject, reason, location: host.locate(node), because: [] })
  }
  /** Refuses what the run time will be asked to mark all the same. */
  const refuseMark = (form: RefusedMark['form'], span: ts.Node, name: string, fault: Fault): void => {
    const { code, at = span, subject = name, reason } = fault
    refuse(code, at, subject, reason)
    const { file: path, offset, length } = host.locate(span)
    // A script imports nothing, and so cannot be told.
    if (compiler.isExternalModule(file)) {
      refused.push({ form, file: path, start: offset, end: offset + length, name, code })
    }
  }
  const visit = (node: ts.Node): void => {
    if (compiler.isDecorator(node)) {
      const call = compiler.isCallExpression(node.expression) ? node.expression : undefined
      const mark = markOf(host, call?.expression ?? node.expression)
      if (mark !== undefined) {
        visitDecorator(node, mark, call?.arguments[0])
        call?.arguments.forEach(visit)
        return
      }
    }
    const mark = compiler.isCallExpression(node) ? markOf(host, node.expression) : undefined
    if (compiler.isCallExpression(node) && mark !== undefined) visitCall(node, mark)
    compiler.forEachChild(node, visit)
  }
  const visitDecorator = (
    decorator: ts.Decorator,
    { keptBy, isBlock }: Mark,
    options: ts.Expression | undefined
  ): void => {
    const { parent } = decorator
    if (keptBy === 'identity' || isBlock) {
      const reason = `${isBlock ? 'cached.block' : 'memoize.byIdentity'} is no decorator`
      return refuse('KP1001', decorator, 'this declaration', reason)
    }
    if (!compiler.isMethodDeclaration(parent)) {
      refuse('KP1001', decorator, 'this declaration', 'the decorator is for methods')
      return
    }
    const target = methodTarget(host, parent)
    if ('reason' in target) {
      return refuseMark('decorator', decorator, parent.name.getText(), { code: 'KP1001', reason: target.reason })
    }
    const fault = refuseFunction(host, parent)
    if (fault !== undefined) return refuseMark('decorator', decorator, target.name, fault)
    marked.push({
      ...target,
      form: 'decorator',
      keptBy,
      span: decorator,
      options: {},
      ...readOptionsLiteral(host, options, keptBy)
    })
  }
  const visitCall = (call: ts.CallExpression, { keptBy, isBlock }: Mark): void => {
    const [named, ...others] = call.arguments
    const [first, options] = isBlock ? others : call.arguments
    const found = first === undefined ? undefined : functionBehind(host, first)
    const form = isBlock ? 'block' : 'wrapper'
    const ownName = nameOfCall(host, call) ?? found?.name?.getText()
    const knownName = isBlock && named && compiler.isStringLiteralLike(named) ? named.text : ownName
    const name = knownName ?? 'anonymous'
    const refuseCall = (fault: Fault): void => {
      // What is given in another way would be put into other places by a record behind it.
      if (first !== undefined && isFunction(host, first))
        refuseMark(form, call, knownName ?? placeOf(host, call), fault)
      else refuse(fault.code, fault.at ?? call, fault.subject ?? name, fault.reason)
    }
    if (isBlock && (named === undefined || !compiler.isStringLiteralLike(named))) {
      const reason = 'its name is no text that is written out'
      return refuseCall({ code: 'KP1001', at: named ?? call, subject: 'this block', reason })
    }
    if (first === undefined || found === undefined) {
      const subject = `${call.expression.getText()}(${first?.getText() ?? ''})`
      return refuseCall({ code: 'KP1006', subject, reason: 'which function it is cannot be seen here' })
    }
    const fault = refuseFunction(host, found)
    if (fault !== undefined) return refuseCall({ ...fault, subject: first.getText() })
    marked.push({
      node: found,
      name,
      kind: 'wrapper',
      form,
      keptBy,
      span: call,
      scope: call.parent,
      options: {},
      ...readOptionsLiteral(host, options, keptBy)
    })
  }
  visit(file)
  return { marked, refused, findings }
}

/** What a call without a name is told by. */
function placeOf(host: CodeHost, call: ts.CallExpression): string {
  const { file, line } = host.locate(call)
  return `${call.expression.getText()} at ${file}:${line}`
}

interface Fault {
  readonly code: Finding['code']
  readonly reason: string
  /** Default: the mark. */
  readonly at?: ts.Node
  /** Default: the name of what is marked. */
  readonly subject?: string
}

/** By its type, whichever it is. */
function isFunction(host: CodeHost, expression: ts.Expression): boolean {
  return !host.compiler.isSpreadElement(expression) && host.typeOf(expression).getCallSignatures().length > 0
}

/** Whether any name in the file can be a mark: asking that of the imports spares asking it of every call. */
function importsKeyprint(host: CodeHost, file: ts.SourceFile): boolean {
  const { compiler } = host
  return file.statements.some(statement => {
    if (compiler.isImportEqualsDeclaration(statement)) return leadsToMark(host, statement.name)
    if (!compiler.isImportDeclaration(statement)) return false
    const clause = statement.importClause
    if (clause?.name !== undefined && leadsToMark(host, clause.name)) return true
    const bindings = clause?.namedBindings
    if (bindings === undefined) return false
    const names = compiler.isNamespaceImport(bindings) ? [bindings.name] : bindings.elements.map(each => each.name)
    return names.some(name => leadsToMark(host, name))
  })
}

/** A mark, an object that has one, or a module that exports any of them. */
function leadsToMark(host: CodeHost, name: ts.Identifier): boolean {
  const symbol = host.symbolOf(name)
  if (symbol === undefined || host.isUnresolved(symbol)) return false
  if ((symbol.flags & host.compiler.SymbolFlags.ValueModule) === 0) return isOfKeyprint(host, symbol)
  return host.exportsOf(symbol).some(each => isOfKeyprint(host, each.symbol))
}

function isOfKeyprint(host: CodeHost, symbol: ts.Symbol): boolean {
  const origin = host.originOf(symbol)
  return origin.from === 'package' && origin.name === 'keyprint'
}

function markOf(host: CodeHost, expression: ts.Expression): Mark | undefined {
  const { compiler } = host
  const isName = compiler.isIdentifier(expression) || compiler.isPropertyAccessExpression(expression)
  return isName ? host.markOf(host.symbolOf(expression)) : undefined
}

/** The function that an expression is or names: a function expression, or a constant or declaration that holds one. */
function functionBehind(host: CodeHost, expression: ts.Expression): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  if (compiler.isParenthesizedExpression(expression)) return functionBehind(host, expression.expression)
  if (compiler.isAsExpression(expression) || compiler.isNonNullExpression(expression))
    return functionBehind(host, expression.expression)
  if (compiler.isArrowFunction(expression) || compiler.isFunctionExpression(expression)) return expression
  if (!compiler.isIdentifier(expression)) return undefined
  const symbol = host.symbolOf(expression)
  if (symbol === undefined || host.isUnresolved(symbol) || host.originOf(symbol).from !== 'source') return undefined
  const declaration =
    symbol.declarations?.find(each => compiler.isFunctionDeclaration(each) && each.body !== undefined) ??
    symbol.valueDeclaration
  if (declaration === undefined) return undefined
  if (compiler.isFunctionDeclaration(declaration)) return declaration
  const isConstant =
    compiler.isVariableDeclaration(declaration) &&
    (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0 &&
    declaration.initializer !== undefined
  return isConstant && declaration.initializer !== expression
    ? functionBehind(host, declaration.initializer)
    : undefined
}

function nameOfCall(host: CodeHost, call: ts.CallExpression): string | undefined {
  const { compiler } = host
  const { parent } = call
  if (compiler.isVariableDeclaration(parent) && compiler.isIdentifier(parent.name)) return parent.name.text
  if (compiler.isPropertyAssignment(parent) || compiler.isPropertyDeclaration(parent)) return parent.name.getText()
  return compiler.isExportAssignment(parent) ? 'default' : undefined
}
