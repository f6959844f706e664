/**
 * What may change after a binding is initialized, judged from every mention of it in the program.
 *
 * In: a symbol. Out: whether the binding is ever assigned anew, and which member paths of the object it holds are
 * written or reach code that may write them. Invariant: a mention that is not understood counts as an escape.
 */
import type ts from 'typescript'
import type { Location } from '../model/location'
import type { CodeHost } from '../program/code-host'
import { staticName } from './evaluate-constant'
import { isHarmlessType } from './harmless-read'
import { contentOf, isJsonFile, isJsonMember } from './json-syntax'
import { findModulesHandedOn } from './loaded-modules'
import { holderOf } from './made-on-loading'
import { isNamedMember, isWritten, memberPath, type MemberPath } from './member-path'
import { perProgram } from './per-program'
import { touchesOfUse, touchesThroughThis, type Touch } from './touches-of-use'
import { wrapped } from './unwrap'

const reassignments = perProgram<ts.Symbol, { readonly at: Location | undefined }>()

/** Where the binding itself is assigned after its declaration, or nothing if it never is. */
export function findReassignment(host: CodeHost, symbol: ts.Symbol): Location | undefined {
  const reassignmentOf = reassignments(host)
  const known = reassignmentOf.get(symbol)
  if (known !== undefined) return known.at
  const node = host.mentionsOf(symbol).find(each => isWritten(host.compiler, expressionOf(host, each)))
  const at = node === undefined ? undefined : host.locate(node)
  reassignmentOf.set(symbol, { at })
  return at
}

/** Whether two member paths can mean the same place or one inside of the other. */
export function overlaps(a: readonly string[], b: readonly string[]): boolean {
  const shared = Math.min(a.length, b.length)
  for (let index = 0; index < shared; index += 1) {
    const [one = '', other = ''] = [a[index], b[index]]
    if (one !== other) return isLengthAndElement(one, other) || isLengthAndElement(other, one)
  }
  return true
}

/** A list that is made shorter loses elements, and an element beyond its end makes it longer. */
function isLengthAndElement(one: string, other: string): boolean {
  return one === 'length' && /^\d+$/.test(other)
}

const touchesIn = perProgram<ts.Symbol, readonly Touch[]>()

/** Every way in which the object that a constant binding holds may change after its initializer. */
export function findTouches(host: CodeHost, symbol: ts.Symbol): readonly Touch[] {
  const touchesOf = touchesIn(host)
  const known = touchesOf.get(symbol)
  if (known !== undefined) return known
  // An object that refers to itself has no touches but those found elsewhere.
  touchesOf.set(symbol, [])
  const touches = host.mentionsOf(symbol).flatMap(mention => touchesOfMention(host, mention))
  const declaration = symbol.valueDeclaration
  if (declaration !== undefined && host.compiler.isVariableDeclaration(declaration) && declaration.initializer) {
    touches.push(...touchesThroughThis(host, declaration.initializer))
  }
  touches.push(...escapesWithModule(host, symbol), ...touchesOfJson(host, symbol))
  touchesOf.set(symbol, touches)
  return touches
}

/** A JSON file is known by its members, too, and each member by the whole. */
function touchesOfJson(host: CodeHost, symbol: ts.Symbol): readonly Touch[] {
  const { compiler } = host
  const declaration = symbol.valueDeclaration
  if (declaration === undefined) return []
  if (isJsonMember(compiler, declaration)) {
    const file = declaration.getSourceFile() as ts.SourceFile & { readonly symbol?: ts.Symbol }
    const name = staticName(compiler, declaration.name)
    if (file.symbol === undefined || name === undefined) return [{ path: [], how: 'escape', node: declaration }]
    const ofWhole = findTouches(host, file.symbol).filter(each => overlaps(each.path, [name]))
    return ofWhole.map(each => ({ ...each, path: each.path.slice(1) }))
  }
  if (!compiler.isSourceFile(declaration) || !isJsonFile(declaration)) return []
  const content = contentOf(compiler, declaration)
  const members = content !== undefined && compiler.isObjectLiteralExpression(content) ? content.properties : []
  const ofMembers = members.flatMap(member => {
    const name = member.name && staticName(compiler, member.name)
    const known = member.name && host.symbolOf(member.name)
    if (name === undefined || known === undefined) return []
    const touches = host.mentionsOf(known).flatMap(mention => touchesOfMention(host, mention))
    return touches.map(touch => ({ ...touch, path: [name, ...touch.path] }))
  })
  return [...ofMembers, ...escapesOfLoaded(host, declaration)]
}

function escapesOfLoaded(host: CodeHost, file: ts.SourceFile): readonly Touch[] {
  return findModulesHandedOn(host, file).map(node => ({ path: [], how: 'escape', node }))
}

/** Whoever is handed a module or a namespace as a value is handed all that it exports. */
function escapesWithModule(host: CodeHost, symbol: ts.Symbol): readonly Touch[] {
  const { compiler } = host
  const found: Touch[] = []
  let member = symbol
  for (let node = symbol.valueDeclaration?.parent; node !== undefined; node = node.parent) {
    if (!compiler.isModuleDeclaration(node) && !compiler.isSourceFile(node)) continue
    const module = host.symbolOf(compiler.isSourceFile(node) ? node : node.name)
    if (module === undefined) return found
    const { exported, escapes } = moduleEscapes(host).get(module) ?? findModuleEscapes(host, module)
    if (!exported.has(member)) return found
    found.push(...escapes)
    member = module
  }
  return found
}

interface ModuleEscapes {
  readonly exported: ReadonlySet<ts.Symbol>
  readonly escapes: readonly Touch[]
}

const moduleEscapes = perProgram<ts.Symbol, ModuleEscapes>()

function findModuleEscapes(host: CodeHost, module: ts.Symbol): ModuleEscapes {
  const { compiler } = host
  const escapes = host.mentionsOf(module).flatMap((mention): Touch[] => {
    const expression = expressionOf(host, mention)
    const outer = wrapped(compiler, expression)
    const { parent } = outer
    const isDeclared =
      compiler.isModuleDeclaration(parent) ||
      compiler.isNamespaceImport(parent) ||
      compiler.isImportClause(parent) ||
      compiler.isImportEqualsDeclaration(parent)
    // Under another type (`module as any`) the names of its members lead nowhere.
    const isAsItIs = outer === expression || host.typeOf(outer) === host.typeOf(expression)
    const isPath = isNamedMember(compiler, parent) && parent.expression === outer && isAsItIs
    const isPattern =
      compiler.isVariableDeclaration(parent) &&
      parent.initializer === outer &&
      compiler.isObjectBindingPattern(parent.name) &&
      isAsItIs
    const isType = compiler.isTypeQueryNode(parent) || compiler.isQualifiedName(parent)
    if (isDeclared || isPath || isPattern || isType || compiler.isExportSpecifier(parent)) return []
    return [{ path: [], how: 'escape', node: mention }]
  })
  const file = module.valueDeclaration
  if (file !== undefined && compiler.isSourceFile(file)) escapes.push(...escapesOfLoaded(host, file))
  const found = { exported: new Set(host.exportsOf(module).map(each => each.symbol)), escapes }
  moduleEscapes(host).set(module, found)
  return found
}

function touchesOfMention(host: CodeHost, mention: ts.Node): readonly Touch[] {
  const { compiler } = host
  const { parent } = mention
  if (parent === undefined) return []
  const declares =
    compiler.isVariableDeclaration(parent) || compiler.isEnumDeclaration(parent) || compiler.isParameter(parent)
  if (declares && parent.name === mention) return []
  if (compiler.isImportSpecifier(parent) || compiler.isImportClause(parent) || compiler.isNamespaceImport(parent))
    return []
  if (compiler.isExportSpecifier(parent) || compiler.isExportAssignment(parent)) return []
  if (compiler.isImportEqualsDeclaration(parent)) return []
  if (compiler.isTypeNode(parent) || compiler.isQualifiedName(parent)) return []
  // A type may have the name of a constant.
  if (compiler.isInterfaceDeclaration(parent) || compiler.isTypeAliasDeclaration(parent)) return []
  if (compiler.isBindingElement(parent) && (parent.name === mention || parent.propertyName === mention)) {
    // `const { config } = await import('./config.js')`: another name for it.
    return isHarmlessType(host, host.typeOf(parent)) ? [] : touchesOfPattern(host, parent.name)
  }
  const use = memberPath(compiler, expressionOf(host, mention))
  return touchesByHolder(host, use) ?? touchesOfUse(host, use)
}

/** What is done to an object by way of the constant that has it for a member: `const table = { config }`. */
function touchesByHolder(host: CodeHost, use: MemberPath): readonly Touch[] | undefined {
  if (use.called !== undefined || isHarmlessType(host, host.typeOf(use.expression))) return undefined
  const holder = holderOf(host, use.expression)
  const symbol = holder && host.ownSymbolOf(holder.name)
  const { path = [] } = holder ?? {}
  if (symbol === undefined || path.length === 0) return undefined
  const own = use.links.map(link => link.name)
  return findTouches(host, symbol)
    .filter(touch => overlaps(touch.path, path))
    .map(touch => {
      // A method of the holder may do anything to what is in it.
      const isOfHolder = touch.how === 'call' && touch.path.length < path.length
      return { ...touch, path: [...own, ...touch.path.slice(path.length)], ...(isOfHolder && { how: 'escape' }) }
    })
}

/** What is done to an object by the names that a pattern gives to it or takes out of it. */
function touchesOfPattern(host: CodeHost, name: ts.BindingName): readonly Touch[] {
  const { compiler } = host
  if (compiler.isIdentifier(name)) {
    const symbol = host.ownSymbolOf(name)
    return symbol === undefined ? [{ path: [], how: 'escape', node: name }] : findTouches(host, symbol)
  }
  return name.elements.flatMap((element): readonly Touch[] => {
    if (compiler.isOmittedExpression(element)) return []
    const key = element.propertyName ?? element.name
    const isNamed = compiler.isObjectBindingPattern(name) && element.dotDotDotToken === undefined
    const taken = isNamed && !compiler.isObjectBindingPattern(key) && !compiler.isArrayBindingPattern(key)
    const member = taken ? staticName(compiler, key) : undefined
    if (member === undefined) return [{ path: [], how: 'escape', node: element }]
    return touchesOfPattern(host, element.name).map(touch => ({ ...touch, path: [member, ...touch.path] }))
  })
}

/** The expression that a mention is: for the name in `holder.name` that is the whole access. */
function expressionOf(host: CodeHost, mention: ts.Node): ts.Expression {
  const { compiler } = host
  const name = wrapped(compiler, mention)
  const { parent } = name
  const isMemberName =
    (compiler.isPropertyAccessExpression(parent) && parent.name === mention) ||
    (compiler.isElementAccessExpression(parent) &&
      parent.argumentExpression === name &&
      compiler.isStringLiteralLike(mention))
  return isMemberName ? parent : (mention as ts.Expression)
}
