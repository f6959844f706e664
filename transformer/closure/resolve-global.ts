/**
 * Names that ECMAScript, the DOM or Node define: code that is pinned, and the state of the process that is captured.
 */
import type ts from 'typescript'
import type { PathLink } from '../model/capture'
import type { CodeHost, Origin } from '../program/code-host'
import { evaluateConstant, fromPrimitive } from './evaluate-constant'
import { askedOf } from './asked-of-value'
import { isCompared } from './code-of-text'
import { capture, folded, holdsFunction, narrowByPattern, opaque, type Meaning } from './meaning'
import { resolveLoadedJson } from './json-module'
import { isJsonFile } from './json-syntax'
import { isAliasOfGlobalObject, isOnlyNamedAnew } from './global-object'
import { memberName, memberNameNode, memberPath, type MemberLink, type MemberPath } from './member-path'
import { findProcessState, isData } from './process-state'
import type { Resolution } from './resolution'
import { wrapped } from './unwrap'

export function resolveGlobal(
  host: CodeHost,
  symbol: ts.Symbol,
  origin: Extract<Origin, { from: 'node' | 'language' }>,
  path: MemberPath,
  head: ts.Expression
): Meaning {
  switch (symbol.name) {
    case 'undefined':
      return folded(head, { kind: 'undefined' })
    case 'NaN':
      return folded(head, { kind: 'number', value: 'NaN' })
    case 'Infinity':
      return folded(head, { kind: 'number', value: 'Infinity' })
    case 'eval':
      return opaque(host, head, 'KP3005', 'eval', 'the code it runs exists only at run time')
    case 'Function':
      if (path.links.length > 0 || isCompared(host.compiler, head)) return pinned(head, origin, symbol.name)
      return opaque(host, head, 'KP3005', 'Function', 'the code it makes exists only at run time')
    case 'require':
      return resolveRequire(host, head)
    case 'env':
      if (origin.from === 'node' && origin.name === 'node:process') return resolveImportedEnvironment(host, path, head)
      return pinned(head, origin, symbol.name)
    case '__filename':
    case '__dirname':
      return opaque(host, head, 'KP3004', symbol.name, 'it says where the code lies, which differs between machines')
    case 'process':
      return resolveProcess(host, path, head)
    case 'globalThis':
    case 'global':
    case 'window':
    case 'self':
      return resolveGlobalObject(host, path, head)
    case 'Math':
    case 'Number':
      return resolveNumbers(origin, symbol.name, path, head)
    default:
      if (origin.from === 'node' && origin.name === 'node:process')
        return resolveMemberOfProcess(host, origin, symbol, path, head)
      return loadedBy(host, origin, symbol, path, head) ?? pinned(head, origin, symbol.name)
  }
}

/** What of `node:module` loads nothing. */
const LOADS_NOTHING = new Set(['builtinModules', 'isBuiltin'])

/** Members of `process` that give modules. */
const GIVES_MODULES = new Set(['mainModule', 'getBuiltinModule', 'binding', 'dlopen'])

/** `module.require('./rates')`, `module.exports.rate`, `createRequire(folder)`: any module may be behind it. */
function loadedBy(
  host: CodeHost,
  origin: Extract<Origin, { from: 'node' | 'language' }>,
  symbol: ts.Symbol,
  path: MemberPath,
  head: ts.Expression
): Meaning | undefined {
  if (origin.from !== 'node' || origin.name !== 'node:module') return undefined
  const isWhole = symbol.name === 'Module' || symbol.name === 'export=' || symbol.name.startsWith('"')
  const member = isWhole ? memberOn(host, path) : symbol.name
  return member !== undefined && LOADS_NOTHING.has(member) ? undefined : unfollowed(host, head, head.getText())
}

function memberOn(host: CodeHost, path: MemberPath): string | undefined {
  return path.links[0]?.name ?? (path.called && memberName(host.compiler, path.called))
}

function unfollowed(host: CodeHost, node: ts.Expression, subject: string): Meaning {
  return opaque(host, node, 'KP3005', subject, 'what it loads is not followed; use an import')
}

/** `import { argv } from 'node:process'` */
function resolveMemberOfProcess(
  host: CodeHost,
  origin: Extract<Origin, { from: 'node' }>,
  symbol: ts.Symbol,
  path: MemberPath,
  head: ts.Expression
): Meaning {
  if (GIVES_MODULES.has(symbol.name)) return unfollowed(host, head, head.getText())
  const meaning = pinned(head, origin, symbol.name)
  const points = findProcessState(host, head, [{ name: symbol.name, optional: false }])
  return points.length === 0
    ? meaning
    : { expression: path.expression, resolution: { bin: 'captured', captures: points, code: [] } }
}

/** `Math.PI` and its like are constants of the language: numbers that nothing can overwrite. */
function resolveNumbers(
  origin: Extract<Origin, { from: 'node' | 'language' }>,
  holder: 'Math' | 'Number',
  path: MemberPath,
  head: ts.Expression
): Meaning {
  const [link] = path.links
  const found = link && Object.getOwnPropertyDescriptor(holder === 'Math' ? Math : Number, link.name)
  const value: unknown = found?.writable === false ? found.value : undefined
  return link !== undefined && typeof value === 'number'
    ? folded(link.access, fromPrimitive(value))
    : pinned(head, origin, holder)
}

function pinned(head: ts.Expression, origin: Extract<Origin, { from: 'node' | 'language' }>, member: string): Meaning {
  const pin =
    origin.from === 'node'
      ? { name: origin.name, version: 'runtime' }
      : { name: member, version: languageVersion(member) }
  // A module as a whole is `"url"` or `"node:url"`, by how its declarations spell it.
  const spelled = member.replace(/^"(?:node:)?/, '"node:')
  return { expression: head, resolution: { bin: 'pinned', pin, member: spelled } }
}

/** What depends on the locale data and time zones that come with Node, beside the language itself. */
function languageVersion(member: string): string {
  return member === 'Intl' ? 'runtime' : 'language'
}

/** `process.env.X` and other data of the process are values; its functions are code that comes with Node. */
function resolveProcess(host: CodeHost, path: MemberPath, head: ts.Expression): Meaning {
  const [first, second] = path.links
  const member = memberOn(host, path)
  if (member !== undefined && GIVES_MODULES.has(member)) return unfollowed(host, head, `process.${member}`)
  if (first === undefined) {
    const meaning = pinned(head, { from: 'node', name: 'process' }, 'process')
    const points = findProcessState(host, head)
    return points.length === 0
      ? meaning
      : { ...meaning, resolution: { ...meaning.resolution, with: points } as Resolution }
  }
  if (first.name === 'env') {
    return resolveEnvironment(host, 'process', [first, ...(second === undefined ? [] : [second])], first.access, head)
  }
  // Its functions come with Node; what they read is for the diagnostics to say.
  const isMethod = path.called !== undefined && !isData(host, host.typeOf(path.expression))
  if (isMethod || holdsFunction(host, path.expression))
    return pinned(head, { from: 'node', name: 'process' }, 'process')
  return capture(host, path.expression, { kind: 'global', root: 'process', path: path.links, node: head })
}

/** `import { env } from 'node:process'` */
function resolveImportedEnvironment(host: CodeHost, path: MemberPath, head: ts.Expression): Meaning {
  const [link] = path.links
  const points = [{ name: 'env', optional: false }, ...(link === undefined ? [] : [link])]
  const point = { kind: 'environment', root: 'process', path: points, node: head } as const
  const expression = link?.access ?? head
  return {
    expression,
    resolution: { bin: 'captured', captures: narrowByPattern(host, expression, point) ?? [point], code: [] }
  }
}

/** One variable of the environment, by `env.X`, `env['X']`, a constant key or a pattern; else all of them. */
function resolveEnvironment(
  host: CodeHost,
  root: 'process' | 'import.meta',
  links: readonly MemberLink[],
  all: ts.Expression,
  head: ts.Expression
): Meaning {
  const { compiler } = host
  const [first, second] = links
  const { parent } = wrapped(compiler, all)
  const key =
    second === undefined && compiler.isElementAccessExpression(parent)
      ? constantKey(host, parent.argumentExpression)
      : undefined
  const [expression, path]: [ts.Expression, readonly PathLink[]] =
    first !== undefined && key !== undefined && compiler.isElementAccessExpression(parent)
      ? [parent, [first, { name: key, optional: parent.questionDotToken !== undefined }]]
      : [second?.access ?? all, links]
  const asked = askedOf(compiler, expression)
  const point = { kind: 'environment', root, path, node: head, ...(asked && { asked }) } as const
  return {
    expression,
    resolution: { bin: 'captured', captures: narrowByPattern(host, expression, point) ?? [point], code: [] }
  }
}

/** `import.meta.env` is what bundlers call the environment. The rest of `import.meta` says where the code lies. */
export function resolveImportMeta(host: CodeHost, head: ts.MetaProperty): Meaning {
  const { links } = memberPath(host.compiler, head)
  const [first, second] = links
  if (first?.name !== 'env') return opaque(host, head, 'KP3004', 'import.meta', 'its value differs between builds')
  return resolveEnvironment(host, 'import.meta', [first, ...(second === undefined ? [] : [second])], first.access, head)
}

/** The text of a key that is written out or a constant. */
function constantKey(host: CodeHost, key: ts.Expression): string | undefined {
  const { compiler } = host
  const value = evaluateConstant(host, key, name => {
    const declaration = host.symbolOf(name)?.valueDeclaration
    const isConstant =
      declaration !== undefined &&
      compiler.isVariableDeclaration(declaration) &&
      (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
    return isConstant && declaration.initializer !== undefined
      ? evaluateConstant(host, declaration.initializer, () => undefined)
      : undefined
  })
  return value?.kind === 'string' ? value.value : undefined
}

/** `globalThis.x` is `x`, as far as a declaration tells what that is. */
function resolveGlobalObject(host: CodeHost, path: MemberPath, head: ts.Expression): Meaning {
  const { compiler } = host
  const [link, ...rest] = path.links
  const access = link?.access ?? path.called
  if (access === undefined && (askedOf(compiler, head) === 'typeof' || isOnlyNamedAnew(host, head)))
    return pinned(head, { from: 'language' }, 'globalThis')
  if (access === undefined) return opaque(host, head, 'KP3005', head.getText(), 'any global may be read through it')
  // `(globalThis as any).crypto` has no symbol, but it is the same global.
  const symbol = host.symbolOf(memberNameNode(compiler, access)) ?? host.globalNamed(memberName(compiler, access) ?? '')
  const inner: MemberPath = link === undefined ? { expression: access, links: [] } : { ...path, links: rest }
  const from = symbol === undefined ? undefined : host.originOf(symbol)
  if (symbol !== undefined && (from?.from === 'language' || from?.from === 'node') && symbol.name !== 'globalThis') {
    return resolveGlobal(host, symbol, from, inner, access)
  }
  if (link === undefined)
    return opaque(host, access, 'KP3003', access.getText(), 'nothing declares this global function')
  const root = isAliasOfGlobalObject(host, host.symbolOf(head)?.valueDeclaration) ? 'globalThis' : head.getText()
  return capture(host, path.expression, { kind: 'global', root, path: path.links, node: head })
}

function resolveRequire(host: CodeHost, head: ts.Expression): Meaning {
  const { parent } = head
  const isCall = host.compiler.isCallExpression(parent) && parent.expression === head
  const json = isCall ? host.filesLoadedBy(parent).find(isJsonFile) : undefined
  if (isCall && json !== undefined) return resolveLoadedJson(host, parent, json)
  const isJson = isCall && /\.json['"`]$/.test(parent.arguments[0]?.getText() ?? '')
  if (!isJson) return unfollowed(host, head, 'require')
  const reason = "the JSON file that it loads is not among the files of the project; import it or add it to 'include'"
  return opaque(host, head, 'KP3005', 'require', reason)
}
