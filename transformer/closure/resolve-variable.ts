/**
 * A variable, parameter or default export: folded if it can never hold anything else than what is written, else a value
 * to capture.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { captureFunction, captureVariable, type VariableLike } from './capture-variable'
import { codeUnit } from './code-unit'
import { evaluateConstant } from './evaluate-constant'
import { rootOf } from './follow-constant'
import { frozenBy } from './frozen-literal'
import { runsGetter } from './getter-writes'
import { isAliasOfGlobalObject } from './global-object'
import { contentOf, isJsonMember } from './json-syntax'
import { followOnLoading } from './made-on-loading'
import { classUnit, code, folded, holdsFunction, kindOf, opaque, type Follow, type Meaning } from './meaning'
import { isNamedMember, type MemberPath } from './member-path'
import { findReassignment, findTouches } from './mutability'
import { resolveByPath, sayWhyNotByPath } from './made-by-path'
import { markedFunction, resolveAlias, resolveTakenMember } from './resolve-alias'
import { resolveClassMember } from './resolve-class-member'
import { resolveRequired } from './resolve-required'
import { resolveLiteral } from './resolve-literal'
import type { CapturePoint } from './resolution'
import { isStable } from './stable-initializer'
import { findMemo } from './find-memo'
import { isPrimitive } from './harmless-read'
import { unwrap } from './unwrap'

export function resolveVariable(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: VariableLike,
  path: MemberPath,
  head: ts.Expression,
  follow: Follow
): Meaning {
  const { compiler } = host
  const base = resolveBase(host, declaration, head)
  if (base !== undefined) return base
  const initializer = initializerOf(host, declaration)
  const point: CapturePoint = {
    kind: kindOf(host, declaration),
    root: symbol.name,
    path: path.links,
    symbol,
    node: declaration
  }
  const required = findRequire(host, declaration)
  if (required !== undefined)
    return (
      resolveRequired(host, declaration, path, head, follow) ??
      opaque(
        host,
        head,
        'KP3005',
        head.getText(),
        `'${required}' is loaded by 'require' and not followed; use an import`
      )
    )
  const reassigned = findReassignment(host, symbol) !== undefined || isReplacedInJson(host, symbol, declaration)
  const memo = reassigned && path.links.length === 0 ? memoOf(host, symbol, declaration, follow) : undefined
  if (memo !== undefined)
    return {
      expression: head,
      resolution: { bin: 'folded', code: [codeUnit(host, memo, symbol.name)], with: [], made: true }
    }
  // A constant that is defined by itself (`const a = () => …, b = a`, or an error) is followed once.
  if (following.has(symbol)) return captureVariable(host, declaration, path.expression, point, follow)
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
    const captured =
      captureFunction(host, path, point, follow) ?? captureVariable(host, declaration, path.expression, point, follow)
    return sayWhyNotByPath(host, symbol, declaration, captured)
  } finally {
    following.delete(symbol)
  }
}

const following = new Set<ts.Symbol>()

/** A member of a JSON file is replaced by whoever writes to the whole. */
function isReplacedInJson(host: CodeHost, symbol: ts.Symbol, declaration: VariableLike): boolean {
  if (!isJsonMember(host.compiler, declaration)) return false
  return findTouches(host, symbol).some(touch => touch.path.length === 0 && touch.how !== 'call')
}

/** What is filled with a value that nothing can change: whoever reads it reads that. */
function memoOf(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: VariableLike,
  follow: Follow
): ts.Expression | undefined {
  const memo = findMemo(host, symbol, declaration)
  if (memo === undefined) return undefined
  const isUnchanging =
    isUnchangingInstance(host, unwrap(host.compiler, memo), follow) || isPrimitive(host, host.typeOf(memo))
  return isUnchanging ? memo : undefined
}

/** `base` in `(base) => class extends base {…}`: all that it is ever given. The class of an instance tells which. */
function resolveBase(host: CodeHost, declaration: VariableLike, head: ts.Expression): Meaning | undefined {
  const { compiler } = host
  const owner = head.parent?.parent?.parent
  if (!compiler.isParameter(declaration) || owner === undefined || !compiler.isClassLike(owner)) return undefined
  if (!compiler.isExpressionWithTypeArguments(head.parent)) return undefined
  const bases = host.basesOf(owner)
  return bases && code(head, ...bases.map(each => classUnit(host, each)))
}

function resolveInitialized(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: VariableLike,
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
  // `const host = globalThis as any`: members of the one are members of the other.
  const global = isAliasOfGlobalObject(host, declaration) ? host.globalNamed('globalThis') : undefined
  if (global !== undefined) return follow(host, global, path, head)
  const alias = resolveAlias(host, value, path, head, follow)
  if (alias !== undefined) return alias

  const literal = unwrap(compiler, frozenBy(host, value) ?? value)
  if (compiler.isRegularExpressionLiteral(literal)) {
    // A regular expression with `g` or `y` remembers where it stopped.
    const remembers = /[gy][a-z]*$/.test(literal.text)
    const place: CapturePoint = { ...point, path: [{ name: 'lastIndex', optional: false }] }
    const unit = codeUnit(host, literal, symbol.name)
    return { expression: head, resolution: { bin: 'folded', code: [unit], with: remembers ? [place] : [] } }
  }
  const constant = evaluateConstant(host, literal, node => followOnLoading(host, node, follow))
  if (constant !== undefined && constant.kind !== 'array' && constant.kind !== 'object') return folded(head, constant)
  if (compiler.isObjectLiteralExpression(literal) || compiler.isArrayLiteralExpression(literal)) {
    return resolveLiteral(host, symbol, declaration, literal, path, head, point, follow)
  }
  const isCollection = isCollectionOfLiterals(host, value) && holdsFunction(host, head) && path.links.length === 0
  if (isCollection && isStable(host, value.arguments![0]!, follow) && findTouches(host, symbol).length === 0)
    return code(head, codeUnit(host, value, nameOf(symbol, head)))
  if (isFunctionOfLiteral(host, value, follow) && path.links.length === 0) {
    const isOnlyCalled = findTouches(host, symbol).every(touch => touch.how === 'call')
    if (isOnlyCalled) return code(head, codeUnit(host, value, nameOf(symbol, head)))
  }
  if (
    compiler.isCallExpression(value) &&
    point.kind === 'module' &&
    path.links.length === 0 &&
    (makesFunctions(host, value) || isSymbolType(host, value)) &&
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
  if (isSymbolMade(host, value, follow)) return code(head, codeUnit(host, value, nameOf(symbol, head)))
  const captured =
    captureFunction(host, path, point, follow) ?? captureVariable(host, declaration, path.expression, point, follow)
  return resolveByPath(host, value, point, head, captured)
}

/** What `const { round } = require('money-round')` loads; data is captured like any other. */
function findRequire(host: CodeHost, declaration: VariableLike): string | undefined {
  const { compiler } = host
  let owner: ts.Node = declaration
  while (compiler.isBindingElement(owner)) owner = owner.parent.parent
  if (!compiler.isVariableDeclaration(owner) || owner.initializer === undefined) return undefined
  let value = unwrap(compiler, owner.initializer)
  while (isNamedMember(compiler, value)) value = unwrap(compiler, value.expression)
  if (!compiler.isCallExpression(value) || !compiler.isIdentifier(value.expression)) return undefined
  const [specifier] = value.arguments
  const symbol = value.expression.text === 'require' ? host.symbolOf(value.expression) : undefined
  if (specifier === undefined || symbol === undefined || host.originOf(symbol).from !== 'node') return undefined
  return /\.json['"`]$/.test(specifier.getText()) ? undefined : specifier.getText().slice(1, -1)
}

/** `new Map([['net', net]])`, `new Set([net])` */
function isCollectionOfLiterals(host: CodeHost, value: ts.Expression): value is ts.NewExpression {
  const { compiler } = host
  if (!compiler.isNewExpression(value) || value.arguments?.length !== 1) return false
  const { expression } = value
  const symbol = compiler.isIdentifier(expression) ? host.symbolOf(expression) : undefined
  return symbol !== undefined && ['Map', 'Set'].includes(symbol.name) && host.originOf(symbol).from === 'language'
}

/** `const work = { work() { … } }.work`: nothing else ever holds that object. */
function isFunctionOfLiteral(host: CodeHost, value: ts.Expression, follow: Follow): boolean {
  const { compiler } = host
  if (!isNamedMember(compiler, value) || !holdsFunction(host, value)) return false
  let object: ts.Expression = value
  while (isNamedMember(compiler, object)) {
    if (runsGetter(host, object)) return false
    object = unwrap(compiler, object.expression)
  }
  return compiler.isObjectLiteralExpression(object) && isStable(host, object, follow)
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

/** `const mark = Symbol('mark')`, `Symbol.for('mark')`: the same for ever in this process, and never in a result that is kept. */
function isSymbolMade(host: CodeHost, value: ts.Expression, follow: Follow): boolean {
  const { compiler } = host
  if (!compiler.isCallExpression(value)) return false
  const root = rootOf(compiler, value.expression)
  const symbol = root && host.symbolOf(root)
  if (symbol?.name !== 'Symbol' || host.originOf(symbol).from !== 'language') return false
  return value.expression === root || value.arguments.every(each => isStable(host, each, follow))
}

/** A symbol has no content either; the code that makes it says which it is. */
function isSymbolType(host: CodeHost, value: ts.Expression): boolean {
  return (host.typeOf(value).flags & host.compiler.TypeFlags.ESSymbolLike) !== 0
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

function initializerOf(host: CodeHost, declaration: VariableLike): ts.Expression | undefined {
  const { compiler } = host
  if (compiler.isExportAssignment(declaration)) return declaration.expression
  if (compiler.isSourceFile(declaration)) return contentOf(compiler, declaration)
  if (isJsonMember(compiler, declaration)) return declaration.initializer
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
