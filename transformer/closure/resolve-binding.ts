/**
 * What one free name means.
 *
 * In: an identifier, `this`, `super` or `import.meta` that leaves a unit. Out: exactly one of the bins, and how much of
 * the member path on the name it covers. Invariant: whatever is not known to be constant, code, a value or a pin is
 * opaque, with the reason.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { codeUnit, type CodeUnit } from './code-unit'
import type { FreeName } from './free-variables'
import { code, folded, holdsFunction, kindOf, opaque, type Meaning } from './meaning'
import { resolveLoadedJson } from './json-module'
import { isJsonFile, isJsonMember } from './json-syntax'
import { isJsxMaker } from './jsx-syntax'
import { isNamedMember, isWritten, memberNameNode, memberPath, type MemberPath } from './member-path'
import type { Resolution, ResolvedName } from './resolution'
import { withSettings } from './package-settings'
import { findPackageState } from './package-state'
import { readToPrint } from './prints-only'
import { resolveClassMember } from './resolve-class-member'
import { resolveEnum, resolveEnumMember } from './resolve-enum'
import { resolveGlobal, resolveImportMeta } from './resolve-global'
import { resolveJsxMaker } from './resolve-jsx'
import { resolveThis } from './resolve-this'
import { resolveVariable } from './resolve-variable'
import { unwrap, wrapped } from './unwrap'

export function resolveName(host: CodeHost, head: FreeName, unit: CodeUnit): ResolvedName {
  const meaning = meaningOf(host, head, unit)
  return { head, ...meaning, written: isWritten(host.compiler, meaning.expression) }
}

function meaningOf(host: CodeHost, head: FreeName, unit: CodeUnit): Meaning {
  const { compiler } = host
  if (compiler.isMetaProperty(head)) {
    return head.keywordToken === compiler.SyntaxKind.ImportKeyword
      ? resolveImportMeta(host, head)
      : opaque(host, head, 'KP3004', 'new.target', 'it is that of the function around it')
  }
  if (compiler.isStringLiteralLike(head)) {
    const imported = host.symbolOf(head)
    if (imported === undefined) return opaque(host, head, 'KP3002', head.text, 'the module was not found')
    const module = imported.valueDeclaration
    if (module !== undefined && compiler.isSourceFile(module) && isJsonFile(module))
      return resolveLoadedJson(host, head.parent as ts.CallExpression, module)
    return resolveSymbol(host, imported, { expression: head, links: [] }, head)
  }
  if (isJsxMaker(compiler, head)) return resolveJsxMaker(host, head, resolveSymbol)
  if (!compiler.isIdentifier(head)) return resolveThis(host, head, unit)
  const printing = resolvePrinting(host, head)
  if (printing !== undefined) return printing
  const symbol = host.symbolOf(head)
  if (head.text === 'arguments')
    return opaque(host, head, 'KP3004', 'arguments', 'they are those of the function around it')
  if (symbol === undefined) return opaque(host, head, 'KP3001', head.text, 'nothing of this name is declared')
  return resolveSymbol(host, symbol, memberPath(compiler, head), head)
}

/** `log.info('…')` where nothing depends on it. */
function resolvePrinting(host: CodeHost, head: ts.Identifier): Meaning | undefined {
  const { compiler } = host
  const path = memberPath(compiler, head)
  const callee = wrapped(compiler, path.called ?? path.expression)
  const call = callee.parent
  if (!compiler.isCallExpression(call) || call.expression !== callee) return undefined
  const reads = readToPrint(host, call)
  return (
    reads && {
      expression: unwrap(compiler, call.expression),
      resolution: { bin: 'ignored', reason: 'it does no more than print', reads }
    }
  )
}

/** The names of a module or namespace that is used as a value: all that it exports. */
export function resolveExports(host: CodeHost, module: ts.SourceFile | ts.ModuleDeclaration): readonly ResolvedName[] {
  const symbol = (module as { symbol?: ts.Symbol }).symbol
  if (symbol === undefined) return []
  // Static members of what stands behind `export =` come with it.
  const exported = host.exportsOf(symbol).filter(each => !isOwnMember(host, each.symbol))
  return exported.map(({ name, symbol: member }) => {
    const declaration = member.valueDeclaration ?? module
    const head = (host.compiler.getNameOfDeclaration(declaration) ?? declaration) as ts.Expression
    const meaning = resolveSymbol(host, member, { expression: head, links: [] }, head)
    return { head, expression: head, resolution: meaning.resolution, written: false, exported: name }
  })
}

/** What a symbol means where it is the head of a member path. */
export function resolveSymbol(host: CodeHost, symbol: ts.Symbol, path: MemberPath, head: ts.Expression): Meaning {
  const { compiler } = host
  if (host.isUnresolved(symbol)) {
    return opaque(host, head, 'KP3002', head.getText(), host.whyUnresolved(head))
  }
  // A namespace is only the way to its members.
  if (symbol.flags & (compiler.SymbolFlags.ValueModule | compiler.SymbolFlags.NamespaceModule)) {
    const throughNamespace = resolveNamespaceMember(host, symbol, path, head)
    if (throughNamespace !== undefined) return throughNamespace
  }
  const origin = host.originOf(symbol)
  switch (origin.from) {
    case 'source':
      return resolveSource(host, symbol, path, head)
    case 'package': {
      const pinned = host.pinnedNameOf(symbol, head)
      if ('reason' in pinned) return opaque(host, head, 'KP3003', head.getText(), pinned.reason)
      return withSettings(host, resolvePackage(host, symbol, pinned, path, head), path, origin)
    }
    case 'node':
      return withSettings(host, resolveGlobal(host, symbol, origin, path, head), path, origin)
    case 'language':
      return resolveGlobal(host, symbol, origin, path, head)
    case 'ambient':
      return resolveAmbient(host, symbol, origin.reason, path, head)
  }
}

function resolvePackage(
  host: CodeHost,
  symbol: ts.Symbol,
  pinned: Omit<Extract<Resolution, { bin: 'pinned' }>, 'bin'>,
  path: MemberPath,
  head: ts.Expression
): Meaning {
  const { points, outOfReach } = findPackageState(host, symbol, path, head)
  if (outOfReach) return opaque(host, head, 'KP2002', head.getText(), 'it may change, and no import here can read it')
  return { expression: head, resolution: { bin: 'pinned', ...pinned, ...(points.length > 0 && { with: points }) } }
}

function resolveNamespaceMember(
  host: CodeHost,
  namespace: ts.Symbol,
  path: MemberPath,
  head: ts.Expression
): Meaning | undefined {
  const [link, ...rest] = path.links
  const access = link?.access ?? path.called
  const origin = host.originOf(namespace).from
  if (origin !== 'source') return undefined
  if (access === undefined) return undefined
  const member = host.symbolOf(memberNameNode(host.compiler, access))
  if (member === undefined || host.originOf(member).from !== 'source' || isOwnMember(host, member)) {
    // A function, class or enum that shares its name with a namespace has members of its own.
    const { Function, Class, Enum } = host.compiler.SymbolFlags
    if (namespace.flags & (Function | Class | Enum)) return undefined
  }
  if (member === undefined)
    return opaque(host, head, 'KP3001', access.getText(), 'the module has no export of this name')
  if (link === undefined) {
    return resolveSymbol(host, member, { expression: access, links: [] }, access)
  }
  return resolveSymbol(host, member, { ...path, links: rest }, access)
}

/** A static member, an enum member or a property put on a function, as against what a namespace exports. */
function isOwnMember({ compiler }: CodeHost, { valueDeclaration: declaration }: ts.Symbol): boolean {
  if (declaration === undefined) return false
  return (
    compiler.isClassElement(declaration) ||
    compiler.isEnumMember(declaration) ||
    isNamedMember(compiler, declaration) ||
    compiler.isBinaryExpression(declaration)
  )
}

function resolveSource(host: CodeHost, symbol: ts.Symbol, path: MemberPath, head: ts.Expression): Meaning {
  const { compiler } = host
  const declarations = symbol.declarations ?? []
  const implementation = declarations.find(each => compiler.isFunctionDeclaration(each) && each.body !== undefined)
  if (implementation !== undefined) return resolveFunction(host, symbol, implementation, path, head)
  const declaration = symbol.valueDeclaration ?? declarations[0]
  if (declaration === undefined) return opaque(host, head, 'KP3001', head.getText(), 'it has no declaration')

  if (compiler.isClassLike(declaration)) return resolveClassMember(host, symbol, declaration, path, head)
  if (compiler.isEnumDeclaration(declaration)) return resolveEnum(host, symbol, declaration, path, head)
  if (compiler.isEnumMember(declaration)) return resolveEnumMember(host, declaration, head)
  if (compiler.isSourceFile(declaration) || compiler.isModuleDeclaration(declaration)) {
    if (compiler.isSourceFile(declaration) && isJsonFile(declaration)) {
      return resolveVariable(host, symbol, declaration, path, head, resolveSymbol)
    }
    const name = compiler.isSourceFile(declaration) ? host.locate(declaration).file : symbol.name
    return code(head, codeUnit(host, declaration, name))
  }
  if (compiler.isFunctionExpression(declaration)) return code(head, codeUnit(host, declaration, symbol.name))
  if (
    compiler.isVariableDeclaration(declaration) ||
    compiler.isBindingElement(declaration) ||
    compiler.isParameter(declaration) ||
    compiler.isExportAssignment(declaration) ||
    isJsonMember(compiler, declaration)
  ) {
    return resolveVariable(host, symbol, declaration, path, head, resolveSymbol)
  }
  return opaque(host, head, 'KP3004', head.getText(), 'this kind of declaration is not understood')
}

/** Properties that functions are born with say nothing that the code of the function does not. */
const BORN_WITH = new Set(['call', 'apply', 'bind', 'name', 'length', 'prototype', 'toString'])

function resolveFunction(
  host: CodeHost,
  symbol: ts.Symbol,
  declaration: ts.Declaration,
  path: MemberPath,
  head: ts.Expression
): Meaning {
  const { compiler } = host
  const [link] = path.links
  if (link?.name === 'name') return folded(link.access, { kind: 'string', value: symbol.name })
  if (link !== undefined && !BORN_WITH.has(link.name)) {
    // A property that was put on the function: state like any other.
    return {
      expression: path.expression,
      resolution: {
        bin: 'captured',
        captures: [{ kind: kindOf(host, declaration), root: symbol.name, path: path.links, symbol, node: declaration }],
        code: []
      }
    }
  }
  // What is put on a function goes wherever the function goes.
  const added = [...(symbol.exports?.values() ?? [])].filter(member => {
    const place = member.valueDeclaration
    return place !== undefined && (isNamedMember(compiler, place) || compiler.isBinaryExpression(place))
  })
  const placed = added.find(({ valueDeclaration }) => valueDeclaration && holdsFunction(host, valueDeclaration))
  if (placed?.valueDeclaration !== undefined) {
    const because = [{ message: 'it is put on it here', node: placed.valueDeclaration }]
    const reason = `its member '${placed.name}' holds a function that only exists while the program runs`
    return opaque(host, head, 'KP2001', head.getText(), reason, because)
  }
  const kind = kindOf(host, declaration)
  const points = added.map(member => ({
    kind,
    root: symbol.name,
    path: [{ name: member.name, optional: false }],
    symbol,
    node: declaration
  }))
  return {
    expression: head,
    resolution: { bin: 'folded', code: [codeUnit(host, declaration, symbol.name)], with: points }
  }
}

/** Declared, not defined: data can be read when the program runs, code cannot. */
function resolveAmbient(
  host: CodeHost,
  symbol: ts.Symbol,
  reason: string,
  path: MemberPath,
  head: ts.Expression
): Meaning {
  const { compiler } = host
  const declaration = symbol.valueDeclaration
  const isData =
    declaration !== undefined && compiler.isVariableDeclaration(declaration) && isGlobalDeclaration(host, declaration)
  if (!isData || holdsFunction(host, path.expression) || path.called !== undefined) {
    return opaque(host, head, 'KP3003', head.getText(), reason)
  }
  const capture = { kind: 'global', root: symbol.name, path: path.links, node: head } as const
  return { expression: path.expression, resolution: { bin: 'captured', captures: [capture], code: [] } }
}

function isGlobalDeclaration(host: CodeHost, declaration: ts.VariableDeclaration): boolean {
  const { compiler } = host
  const block = declaration.parent.parent.parent
  // What stands in `declare module 'x'` or `declare namespace X` belongs to that.
  if (compiler.isModuleBlock(block)) return isInsideGlobalAugmentation(host, declaration)
  // A `declare const X` inside of a module means a binding of the global object, too.
  const file = declaration.getSourceFile()
  return !compiler.isExternalModule(file) || !file.isDeclarationFile
}

function isInsideGlobalAugmentation(host: CodeHost, declaration: ts.Node): boolean {
  for (let node: ts.Node | undefined = declaration; node !== undefined; node = node.parent) {
    if (host.compiler.isModuleDeclaration(node) && host.compiler.isIdentifier(node.name) && node.name.text === 'global')
      return true
  }
  return false
}
