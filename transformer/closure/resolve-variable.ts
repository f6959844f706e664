/**
 * A variable, parameter or default export: folded if it can never hold anything else than what is written, else a value
 * to capture.
 */
import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { codeUnit } from './code-unit'
import { evaluateConstant, staticName } from './evaluate-constant'
import { findAssignedFunctions } from './assigned-functions'
import { capture, code, folded, holdsFunction, kindOf, opaque, type Follow, type Meaning } from './meaning'
import { memberName, memberPath, type MemberPath } from './member-path'
import { findReassignment, findTouches, isHarmlessType, overlaps } from './mutability'
import type { CapturePoint, Resolution } from './resolution'
import { isPlainData } from './plain-data'
import { resolveClassMember } from './resolve-class-member'
import { isStable } from './stable-initializer'
import { unwrap } from './unwrap'

type Declaration =
  ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration | ts.ExportAssignment | ts.SourceFile

export function resolveVariable(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: Declaration,
  path: MemberPath,
  head: ts.Expression,
  follow: Follow
): Meaning {
  const { compiler } = host
  const initializer = initializerOf(host, declaration)
  const point: CapturePoint = {
    kind: kindOf(host, declaration),
    root: symbol.name,
    path: path.links,
    symbol,
    node: declaration
  }
  const reassigned = findReassignment(host, symbol) !== undefined
  // A constant that is defined by itself (`const a = () => …, b = a`, or an error) is followed once.
  if (following.has(symbol)) return captureVariable(host, declaration, path.expression, point)
  following.add(symbol)
  try {
    const taken = reassigned ? undefined : resolveTakenMember(host, declaration, head, follow)
    if (taken !== undefined) return taken
    // A `var` is there before its initializer has run.
    const isVar =
      compiler.isVariableDeclaration(declaration) &&
      (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.BlockScoped) === 0
    if (initializer !== undefined && !reassigned && !isVar) {
      return resolveInitialized(host, symbol, declaration, initializer, point, path, head, follow)
    }
    return (
      captureFunction(host, declaration, path, head, point, follow) ??
      captureVariable(host, declaration, path.expression, point)
    )
  } finally {
    following.delete(symbol)
  }
}

const following = new Set<ts.Symbol>()

function resolveInitialized(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: Declaration,
  initializer: ts.Expression,
  point: CapturePoint,
  path: MemberPath,
  head: ts.Expression,
  follow: Follow
): Meaning {
  const { compiler } = host
  const value = unwrap(compiler, initializer)
  const inner = markedFunction(host, value) ?? value
  if (compiler.isArrowFunction(inner) || compiler.isFunctionExpression(inner)) {
    const [link] = path.links
    // A function expression takes the name of its constant, unless it has its own.
    if (link?.name === 'name')
      return folded(link.access, { kind: 'string', value: inner.name?.getText() ?? symbol.name })
    return code(head, codeUnit(host, inner, nameOf(symbol, head)))
  }
  if (compiler.isClassExpression(inner)) {
    const type = (inner as { symbol?: ts.Symbol }).symbol
    if (type === undefined) return code(head, codeUnit(host, inner, nameOf(symbol, head)))
    const meaning = resolveClassMember(host, type, inner, path, head)
    return withRoot(meaning, point)
  }
  const alias = resolveAlias(host, value, path, head, follow)
  if (alias !== undefined) return alias

  const literal = unwrap(compiler, frozen(host, value) ?? value)
  if (compiler.isRegularExpressionLiteral(literal)) {
    // A regular expression with `g` or `y` remembers where it stopped.
    const remembers = /[gy][a-z]*$/.test(literal.text)
    const place: CapturePoint = { ...point, path: [{ name: 'lastIndex', optional: false }] }
    const unit = codeUnit(host, literal, symbol.name)
    return { expression: head, resolution: { bin: 'folded', code: [unit], with: remembers ? [place] : [] } }
  }
  const constant = evaluateConstant(host, literal, node => followConstant(host, node, follow))
  if (constant !== undefined && constant.kind !== 'array' && constant.kind !== 'object') return folded(head, constant)
  if (compiler.isObjectLiteralExpression(literal) || compiler.isArrayLiteralExpression(literal)) {
    return resolveLiteral(host, symbol, declaration, literal, path, head, point, follow)
  }
  if (
    compiler.isCallExpression(value) &&
    path.links.length === 0 &&
    makesFunctions(host, value) &&
    findTouches(host, symbol).every(touch => touch.how === 'call')
  ) {
    // A function has no content to hash; the code that makes it stands for it.
    const unit = codeUnit(host, value, nameOf(symbol, head))
    return { expression: head, resolution: { bin: 'folded', code: [unit], with: [], made: true } }
  }
  if (isUnchangingInstance(host, value, follow)) {
    return {
      expression: head,
      resolution: { bin: 'folded', code: [codeUnit(host, value, nameOf(symbol, head))], with: [], made: true }
    }
  }
  if (isSymbolMade(host, value)) return code(head, codeUnit(host, value, nameOf(symbol, head)))
  return (
    captureFunction(host, declaration, path, head, point, follow) ??
    captureVariable(host, declaration, path.expression, point)
  )
}

/** Classes of the language whose instances never change: what they were made of says all. */
const UNCHANGING = new Set(['Intl', 'TextEncoder', 'TextDecoder'])

/** `const money = new Intl.NumberFormat('en', { … })` */
function isUnchangingInstance(host: CodeHost, value: ts.Expression, follow: Follow): boolean {
  if (!host.compiler.isNewExpression(value)) return false
  const root = rootOf(host.compiler, value.expression)
  const symbol = root && host.symbolOf(root)
  if (symbol === undefined || !UNCHANGING.has(symbol.name)) return false
  const { from } = host.originOf(symbol)
  return (from === 'language' || from === 'node') && (value.arguments ?? []).every(each => isStable(host, each, follow))
}

/** `const mark = Symbol('mark')`: another one in each process, and the same for ever in this one. */
function isSymbolMade(host: CodeHost, value: ts.Expression): boolean {
  const { compiler } = host
  if (
    !compiler.isCallExpression(value) ||
    !compiler.isIdentifier(value.expression) ||
    value.expression.text !== 'Symbol'
  )
    return false
  const symbol = host.symbolOf(value.expression)
  return symbol !== undefined && host.originOf(symbol).from === 'language'
}

/** Members of a class expression are read by the constant that holds it. */
function withRoot(meaning: Meaning, { root, symbol, node }: CapturePoint): Meaning {
  const { resolution } = meaning
  const renamed = (points: readonly CapturePoint[]): CapturePoint[] =>
    points.map(each => ({ ...each, root, node, ...(symbol && { symbol }) }))
  if (resolution.bin === 'captured')
    return { ...meaning, resolution: { ...resolution, captures: renamed(resolution.captures) } }
  return 'with' in resolution ? { ...meaning, resolution: { ...resolution, with: renamed(resolution.with) } } : meaning
}

/** Whether a call gives a function, or an object that holds functions which are not methods of a class. */
function makesFunctions(host: CodeHost, call: ts.CallExpression): boolean {
  if (holdsFunction(host, call)) return true
  const type = host.typeOf(call)
  return host.propertiesOf(type).some(property => {
    if (property.type.getCallSignatures().length === 0) return false
    const symbol = host.propertyOf(type, property.name)
    if (symbol?.valueDeclaration === undefined || host.originOf(symbol).from !== 'source') return false
    return !host.compiler.isClassLike(symbol.valueDeclaration.parent)
  })
}

/** A variable whose functions are all known is captured by which of them it holds. */
function captureFunction(
  host: CodeHost,
  declaration: Declaration,
  path: MemberPath,
  head: ts.Expression,
  point: CapturePoint,
  follow: Follow
): Meaning | undefined {
  const { compiler } = host
  const { symbol } = point
  if (symbol === undefined || !compiler.isVariableDeclaration(declaration) || !holdsFunction(host, head))
    return undefined
  if (path.links.length > 0) return undefined
  const assigned = findAssignedFunctions(host, symbol, declaration, follow)
  if (assigned === undefined) return undefined
  const captures = [{ ...point, path: [], holdsFunction: true }] as const
  return {
    expression: head,
    resolution: { bin: 'captured', captures, code: assigned.map(each => each.unit), assigned }
  }
}

/** Captures by name; what has no name of its own cannot be read at run time. */
function captureVariable(host: CodeHost, declaration: Declaration, expression: ts.Node, point: CapturePoint): Meaning {
  const { compiler } = host
  if (compiler.isExportAssignment(declaration) || compiler.isSourceFile(declaration)) {
    return opaque(
      host,
      expression,
      'KP2002',
      expression.getText(),
      'a default export without a name cannot be read at run time',
      [{ message: 'give it a name: `const value = …; export default value`', node: declaration }]
    )
  }
  return capture(
    host,
    expression,
    isConstant(host, declaration, expression, point) ? { ...point, constant: true } : point
  )
}

/** Whether the value is the same from the end of its initializer on: then it is hashed once instead of at each call. */
function isConstant(
  host: CodeHost,
  declaration: Declaration,
  expression: ts.Node,
  { symbol, kind, path }: CapturePoint
): boolean {
  const { compiler } = host
  if (symbol === undefined || kind !== 'module' || !compiler.isVariableDeclaration(declaration)) return false
  if (declaration.initializer === undefined || findReassignment(host, symbol) !== undefined) return false
  if ((compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.BlockScoped) === 0) return false
  if (path.length === 0 && isHarmlessType(host, host.typeOf(expression))) return true
  const names = path.map(link => link.name)
  // A getter may give another value each time.
  const isPlain = isPlainData(host, host.typeOf(declaration.name))
  return isPlain && !findTouches(host, symbol).some(touch => overlaps(touch.path, names))
}

function initializerOf(host: CodeHost, declaration: Declaration): ts.Expression | undefined {
  const { compiler } = host
  if (compiler.isExportAssignment(declaration)) return declaration.expression
  if (compiler.isSourceFile(declaration)) {
    const [content] = declaration.statements
    return content !== undefined && compiler.isExpressionStatement(content) ? content.expression : undefined
  }
  if (!compiler.isVariableDeclaration(declaration)) return undefined
  const { parent } = declaration
  // The variable of a loop has a new value each time round.
  if (compiler.isVariableDeclarationList(parent) && compiler.isForInStatement(parent.parent)) return undefined
  if (compiler.isVariableDeclarationList(parent) && compiler.isForOfStatement(parent.parent)) return undefined
  return declaration.initializer
}

function nameOf(symbol: ts.Symbol, head: ts.Expression): string {
  return symbol.name === 'default' || symbol.name === 'export=' ? head.getText() : symbol.name
}

/** The function in `cached(fn)`: who calls the cached function depends on what that depends on. */
function markedFunction(host: CodeHost, value: ts.Expression): ts.Expression | undefined {
  const { compiler } = host
  if (!compiler.isCallExpression(value) || !host.isKeyprint(host.symbolOf(value.expression), 'cached')) return undefined
  const [first] = value.arguments
  return first === undefined ? undefined : unwrap(compiler, first)
}

/** The literal in `Object.freeze({…})`. */
function frozen(host: CodeHost, value: ts.Expression): ts.Expression | undefined {
  const { compiler } = host
  if (!compiler.isCallExpression(value) || !compiler.isPropertyAccessExpression(value.expression)) return undefined
  const { expression, name } = value.expression
  if (name.text !== 'freeze' || !compiler.isIdentifier(expression) || expression.text !== 'Object') return undefined
  const symbol = host.symbolOf(expression)
  return symbol !== undefined && host.originOf(symbol).from === 'language' ? value.arguments[0] : undefined
}

/** `const g = f`, `const max = Math.max`, `const env = process.env`, `cached(f)`: another name for the same thing. */
function resolveAlias(
  host: CodeHost,
  value: ts.Expression,
  path: MemberPath,
  head: ts.Expression,
  follow: Follow
): Meaning | undefined {
  const { compiler } = host
  const target = markedFunction(host, value) ?? value
  const root = rootOf(compiler, target)
  if (root === undefined) return undefined
  const symbol = host.symbolOf(root)
  if (symbol === undefined) return undefined
  const own = memberPath(compiler, root)
  // The alias itself must be all of the initializer.
  if (unwrap(compiler, own.expression) !== target && own.called !== target) return undefined
  const isEnvironment = root.text === 'process' && own.links[0]?.name === 'env'
  const links = isEnvironment ? [...own.links, ...path.links] : own.links
  const meaning = follow(host, symbol, { ...own, links }, root)
  const { resolution } = meaning
  if (isEnvironment && resolution.bin === 'captured') return { expression: path.expression, resolution }
  // A value is what the alias held when it was made; only code and pins are the same for ever.
  if (resolution.bin === 'pinned') return { expression: head, resolution: memberOfPin(resolution, own, target) }
  if (resolution.bin === 'folded' && 'code' in resolution) {
    return meaning.expression === target || (meaning.expression === root && target === root)
      ? { expression: head, resolution }
      : undefined
  }
  return undefined
}

/** `const { isArray } = Array`: a member of what is pinned. */
function resolveTakenMember(
  host: CodeHost,
  declaration: Declaration,
  head: ts.Expression,
  follow: Follow
): Meaning | undefined {
  const { compiler } = host
  if (
    !compiler.isBindingElement(declaration) ||
    declaration.dotDotDotToken !== undefined ||
    declaration.initializer !== undefined
  )
    return undefined
  const variable = declaration.parent.parent
  if (!compiler.isVariableDeclaration(variable) || variable.initializer === undefined) return undefined
  const name = declaration.propertyName ?? declaration.name
  const root = unwrap(compiler, variable.initializer)
  // Data is captured as it is; only code is pinned.
  if (!compiler.isIdentifier(root) || !compiler.isIdentifier(name) || !holdsFunction(host, declaration.name))
    return undefined
  const symbol = host.symbolOf(root)
  if (symbol === undefined) return undefined
  const { resolution } = follow(host, symbol, { expression: root, links: [] }, root)
  if (resolution.bin !== 'pinned') return undefined
  return { expression: head, resolution: { ...resolution, member: `${resolution.member}.${name.text}` } }
}

/** `const isArray = Array.isArray` is that member of what is pinned. */
function memberOfPin(pinned: Resolution & { bin: 'pinned' }, own: MemberPath, target: ts.Expression): Resolution {
  const called = own.called === target && own.called !== undefined ? [own.called] : []
  const names = [...own.links.map(link => link.access), ...called].map(access => access.getText().split('.').at(-1))
  return { ...pinned, member: [pinned.member, ...names].join('.') }
}

function rootOf(compiler: typeof ts, expression: ts.Expression): ts.Identifier | undefined {
  let node = unwrap(compiler, expression)
  while (compiler.isPropertyAccessExpression(node)) node = unwrap(compiler, node.expression)
  return compiler.isIdentifier(node) ? node : undefined
}

/** A name inside of a constant initializer, if it is itself constant. */
export function followConstant(
  host: CodeHost,
  node: ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression,
  follow: Follow
): StaticValue | undefined {
  const root = rootOf(host.compiler, node)
  const symbol = root && host.symbolOf(root)
  if (root === undefined || symbol === undefined) return undefined
  const meaning = follow(host, symbol, memberPath(host.compiler, root), root)
  const { resolution } = meaning
  const isWhole = meaning.expression === node
  return isWhole && resolution.bin === 'folded' && 'constant' in resolution ? resolution.constant : undefined
}

function resolveLiteral(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: Declaration,
  literal: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression,
  path: MemberPath,
  head: ts.Expression,
  point: CapturePoint,
  follow: Follow
): Meaning {
  const evaluate = (node: ts.Expression): StaticValue | undefined =>
    evaluateConstant(host, node, name => followConstant(host, name, follow))
  const names = path.links.map(link => link.name)
  if (!isStable(host, literal, follow)) return captureVariable(host, declaration, path.expression, point)
  const touches = findTouches(host, symbol).filter(touch => overlaps(touch.path, names))
  if (touches.length === 0)
    return narrow(host, literal, evaluate, path, head) ?? code(head, codeUnit(host, literal, symbol.name))

  const replaced = touches.find(touch => touch.how === 'write' && isFunctionAt(host, declaration, touch.path))
  if (replaced !== undefined) {
    return opaque(
      host,
      path.expression,
      'KP2001',
      path.expression.getText(),
      'a function in it is replaced while the program runs',
      [{ message: 'it is written here', node: replaced.node }]
    )
  }
  if (!containsFunction(host, literal)) return captureVariable(host, declaration, path.expression, point)
  const escape = touches.find(touch => touch.how === 'escape')
  if (escape !== undefined) {
    return opaque(
      host,
      path.expression,
      'KP2001',
      path.expression.getText(),
      'it holds functions and is handed to code that may change it',
      [{ message: 'it is handed on here', node: escape.node }]
    )
  }
  if (touches.some(touch => touch.path.length === 0)) return captureVariable(host, declaration, path.expression, point)
  // The functions in the literal are code; what is written into it are values, each by its own path.
  const paths = new Map(touches.map(touch => [touch.path.join('.'), touch.path]))
  const points = [...paths.values()].map(written => ({
    ...point,
    path: written.map(name => ({ name, optional: false }))
  }))
  return { expression: head, resolution: { bin: 'folded', code: [codeUnit(host, literal, symbol.name)], with: points } }
}

/** One member of a literal that never changes: its constant, or its function if that makes no use of `this`. */
function narrow(
  host: CodeHost,
  literal: ts.Expression,
  evaluate: (node: ts.Expression) => StaticValue | undefined,
  path: MemberPath,
  head: ts.Expression
): Meaning | undefined {
  const { compiler } = host
  let node = literal
  let expression: ts.Expression = head
  const accesses = [...path.links.map(link => link.access), ...(path.called === undefined ? [] : [path.called])]
  for (const access of accesses) {
    const name = memberName(compiler, access)
    const member = name === undefined ? undefined : memberOf(compiler, node, name)
    if (member === undefined) break
    node = member
    expression = access
  }
  if (expression === head) return undefined
  const constant = evaluate(node)
  if (constant !== undefined && constant.kind !== 'object' && constant.kind !== 'array')
    return folded(expression, constant)
  const isFunction =
    compiler.isArrowFunction(node) || (compiler.isFunctionExpression(node) && !usesThis(compiler, node))
  return isFunction ? code(expression, codeUnit(host, node, expression.getText())) : undefined
}

function memberOf(compiler: typeof ts, node: ts.Expression, name: string): ts.Expression | undefined {
  if (compiler.isArrayLiteralExpression(node)) {
    const element = /^(0|[1-9]\d*)$/.test(name) ? node.elements[Number(name)] : undefined
    const isPlain =
      element !== undefined && !compiler.isOmittedExpression(element) && !node.elements.some(compiler.isSpreadElement)
    return isPlain ? unwrap(compiler, element) : undefined
  }
  if (!compiler.isObjectLiteralExpression(node)) return undefined
  // A spread may bring the same name again.
  if (node.properties.some(property => compiler.isSpreadAssignment(property))) return undefined
  // A computed name may be any name.
  if (
    node.properties.some(property => property.name !== undefined && staticName(compiler, property.name) === undefined)
  )
    return undefined
  const same = node.properties.filter(
    property => property.name !== undefined && staticName(compiler, property.name) === name
  )
  const [property] = same
  if (same.length !== 1 || property === undefined || !compiler.isPropertyAssignment(property)) return undefined
  return unwrap(compiler, property.initializer)
}

function usesThis(compiler: typeof ts, node: ts.Node): boolean {
  if (node.kind === compiler.SyntaxKind.ThisKeyword || node.kind === compiler.SyntaxKind.SuperKeyword) return true
  return compiler.forEachChild(node, child => usesThis(compiler, child) || undefined) ?? false
}

function containsFunction(host: CodeHost, literal: ts.Expression): boolean {
  const { compiler } = host
  const visit = (node: ts.Node): boolean => {
    if (compiler.isFunctionLike(node)) return true
    if (compiler.isIdentifier(node) && host.typeOf(node).getCallSignatures().length > 0) return true
    return compiler.forEachChild(node, child => visit(child) || undefined) ?? false
  }
  return visit(literal)
}

function isFunctionAt(host: CodeHost, declaration: Declaration, path: readonly string[]): boolean {
  let type = host.typeOf(declaration)
  for (const name of path) {
    const property = host.propertiesOf(type).find(each => each.name === name)
    if (property === undefined) return false
    type = property.type
  }
  const parts = type.isUnion() ? type.types : [type]
  return parts.some(part => part.getCallSignatures().length > 0)
}
