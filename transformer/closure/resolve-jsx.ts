/**
 * What makes the elements of JSX: a factory or the module of a JSX runtime, neither of which the code names.
 *
 * In: the attributes of an element, or one of the two ends of a fragment: `<` stands for the function that makes the
 * element, `</>` for what a fragment is. Out: their meaning, as if they were names.
 */
import type ts from 'typescript'
import type { CodeHost, JsxMaking } from '../program/code-host'
import { functionOf, usesArguments } from './called-function'
import { folded, opaque, type Follow, type Meaning } from './meaning'
import { semanticChildren, type JsxMaker } from './jsx-syntax'

/** How the code would name it: `React.createElement`, `jsx`. */
export function makerName(host: CodeHost, head: JsxMaker): string {
  const making = host.jsxMakingOf(head.getSourceFile())
  const isFragment = host.compiler.isJsxClosingFragment(head)
  if (making.by === 'runtime') return isFragment ? 'Fragment' : runtimeFunction(host, making, head)
  if (making.by === 'factory') return isFragment ? making.fragment : making.factory
  return isFragment ? making.fragment : `${making.namespace}.createElement`
}

export function resolveJsxMaker(host: CodeHost, head: JsxMaker, follow: Follow): Meaning {
  const name = makerName(host, head)
  const meaning = followMaker(host, name, head, follow)
  const { resolution } = meaning
  // It is not in the text where it is used.
  return resolution.bin === 'opaque' && resolution.opaque.subject === ''
    ? { ...meaning, resolution: { ...resolution, opaque: { ...resolution.opaque, subject: name } } }
    : meaning
}

function followMaker(host: CodeHost, name: string, head: JsxMaker, follow: Follow): Meaning {
  const making = host.jsxMakingOf(head.getSourceFile())
  switch (making.by) {
    case 'runtime':
      return resolveRuntime(host, making, name, head, follow)
    case 'factory':
      return resolveFactory(host, name, head, follow)
    case 'another tool':
      return host.valueNamed(making.namespace, head) === undefined
        ? resolveByType(host, name, head, follow)
        : resolveFactory(host, name, head, follow)
  }
}

function resolveRuntime(
  host: CodeHost,
  { name: moduleName, module, isDevelopment }: Extract<JsxMaking, { by: 'runtime' }>,
  name: string,
  head: JsxMaker,
  follow: Follow
): Meaning {
  if (module === undefined) return opaque(host, head, 'KP3002', moduleName, 'the module was not found')
  const member = host.exportsOf(module).find(each => each.name === name)?.symbol
  if (isDevelopment && name === 'jsxDEV' && member !== undefined && asksForPlace(host, member)) {
    const reason = 'it is told in which file and line the element stands, which differs between machines'
    return opaque(host, head, 'KP3004', name, reason)
  }
  if (member !== undefined) return follow(host, member, { expression: asName(head), links: [] }, asName(head))
  // Declarations of a package may leave it out; its code is pinned as a whole.
  return host.originOf(module).from === 'package'
    ? follow(host, module, { expression: asName(head), links: [] }, asName(head))
    : opaque(host, head, 'KP3001', name, `'${moduleName}' has no export of this name`)
}

/** The fifth argument of `jsxDEV` says where the element stands. */
const PLACE = 4

function asksForPlace(host: CodeHost, member: ts.Symbol): boolean {
  if (host.originOf(member).from !== 'source') return false
  const maker = functionOf(host, member)
  if (maker === undefined) return true
  const { parameters, body } = maker
  const hasRest = parameters.some(each => each.dotDotDotToken !== undefined)
  return parameters.length > PLACE || hasRest || usesArguments(host.compiler, body)
}

/** Which function of the runtime makes an element, as TypeScript chooses it. */
function runtimeFunction(
  { compiler }: CodeHost,
  { isDevelopment }: Extract<JsxMaking, { by: 'runtime' }>,
  head: JsxMaker
): string {
  // `<a {...rest} key="b"/>` is made by the other factory, which is an export of the package and not of its runtime.
  if (compiler.isJsxAttributes(head) && hasKeyAfterSpread(compiler, head)) return 'createElement'
  if (isDevelopment) return 'jsxDEV'
  const owner = compiler.isJsxAttributes(head) ? head.parent.parent : head.parent
  const children =
    compiler.isJsxElement(owner) || compiler.isJsxFragment(owner) ? semanticChildren(compiler, owner) : []
  const [first] = children
  const isList = first !== undefined && compiler.isJsxExpression(first) && first.dotDotDotToken !== undefined
  return children.length > 1 || isList ? 'jsxs' : 'jsx'
}

function hasKeyAfterSpread(compiler: typeof ts, attributes: ts.JsxAttributes): boolean {
  const spread = attributes.properties.findIndex(compiler.isJsxSpreadAttribute)
  const key = attributes.properties.findIndex(each => compiler.isJsxAttribute(each) && each.name.getText() === 'key')
  return spread >= 0 && key > spread
}

function resolveFactory(host: CodeHost, name: string, head: JsxMaker, follow: Follow): Meaning {
  if (name === 'null') return folded(head, { kind: 'null' })
  const { SymbolFlags } = host.compiler
  const [first = '', ...rest] = name.split('.')
  let symbol = host.valueNamed(first, head)
  for (const each of rest) {
    // Members of anything but a module come along with the whole of it.
    if (symbol === undefined || !(symbol.flags & (SymbolFlags.ValueModule | SymbolFlags.NamespaceModule))) break
    const member = host.exportsOf(symbol).find(exported => exported.name === each)?.symbol
    if (member === undefined && host.originOf(symbol).from === 'package') break
    symbol = member
  }
  if (symbol === undefined) return opaque(host, head, 'KP3001', name, 'nothing of this name is declared')
  return follow(host, symbol, { expression: asName(head), links: [] }, asName(head))
}

/** The package whose elements the types speak of. */
function resolveByType(host: CodeHost, name: string, head: JsxMaker, follow: Follow): Meaning {
  const symbol = host.typeOf(head.parent).getSymbol()
  if (symbol === undefined || host.originOf(symbol).from !== 'package') {
    const reason = 'which tool makes elements of JSX is not set: set jsxFactory or jsxImportSource'
    return opaque(host, head, 'KP3003', name, reason)
  }
  return follow(host, symbol, { expression: asName(head), links: [] }, asName(head))
}

/** It stands for an expression that is nowhere in the code. */
function asName(head: JsxMaker): ts.Expression {
  return head as ts.Node as ts.Expression
}
