/**
 * What code reads of the process as data: its environment, its arguments, its platform.
 *
 * In: an expression that is the process, or a member of it. Out: the values to capture. It is followed through patterns and
 * the constants of a function. Invariant: functions and streams are left to the pin; what of the rest is read by a name that
 * is known only at run time is captured as a whole.
 */
import type ts from 'typescript'
import type { PathLink } from '../model/capture'
import type { CodeHost } from '../program/code-host'
import { mentionsIn } from './called-function'
import { staticName } from './evaluate-constant'
import { CONTAINERS } from './language-methods'
import { isPrimitive } from './harmless-read'
import { askedOf } from './asked-of-value'
import { memberPath } from './member-path'
import type { CapturePoint } from './resolution'
import { wrapped } from './unwrap'

/** @param path what of the process the expression is */
export function findProcessState(
  host: CodeHost,
  expression: ts.Expression,
  path: readonly PathLink[] = []
): readonly CapturePoint[] {
  const { compiler } = host
  const use = memberPath(compiler, expression)
  const links = [...path, ...use.links.map(({ name, optional }) => ({ name, optional }))]
  const { parent } = wrapped(compiler, use.expression)
  const isInitializer =
    parent !== undefined &&
    compiler.isVariableDeclaration(parent) &&
    use.called === undefined &&
    isOfFunction(host, parent)
  // The environment is read by one variable, however it is led there.
  const isWhole = links.length === 0 || (links.length === 1 && links[0]?.name === 'env')
  if (isInitializer && (isWhole || !compiler.isIdentifier(parent.name))) return throughName(host, parent.name, links)
  return pointOf(host, use.expression, links)
}

function throughName(host: CodeHost, name: ts.BindingName, path: readonly PathLink[]): readonly CapturePoint[] {
  const { compiler } = host
  if (compiler.isIdentifier(name)) {
    const isWhole = path.length === 0 || (path.length === 1 && path[0]?.name === 'env')
    if (!isWhole) return pointOf(host, name, path)
    return mentionsIn(host, functionAround(host, name), name)
      .filter(mention => mention !== name)
      .flatMap(mention => findProcessState(host, mention, path))
  }
  if (compiler.isArrayBindingPattern(name)) return pointOf(host, name, path)
  return name.elements.flatMap(element => {
    const key = staticName(compiler, element.propertyName ?? (element.name as ts.Identifier))
    if (key === undefined || element.dotDotDotToken !== undefined) return pointOf(host, name, path)
    return throughName(host, element.name, [...path, { name: key, optional: false }])
  })
}

function pointOf(host: CodeHost, node: ts.Node, path: readonly PathLink[]): readonly CapturePoint[] {
  const [first, second] = path
  if (first === undefined) return []
  const asked = askedOf(host.compiler, node)
  const point = { root: 'process', node, ...(asked !== undefined && { asked }) } as const
  if (first.name === 'env')
    return [{ ...point, kind: 'environment', path: second === undefined ? [first] : [first, second] }]
  return isData(host, host.typeOf(node)) ? [{ ...point, kind: 'global', path }] : []
}

/** Whether a value is nothing but content, as against a function, a stream or what has methods of its own. */
export function isData(host: CodeHost, type: ts.Type, depth = 0): boolean {
  if (depth > MAXIMUM_DEPTH) return false
  if (type.isUnion()) return type.types.every(each => isData(host, each, depth))
  if (isPrimitive(host, type)) return true
  if (type.getCallSignatures().length > 0 || (type.flags & host.compiler.TypeFlags.Object) === 0) return false
  const symbol = type.getSymbol()
  if (symbol === undefined || CONTAINERS.has(symbol.name))
    return host.typeArgumentsOf(type).every(each => isData(host, each, depth + 1))
  return host.propertiesOf(type).every(each => isData(host, each.type, depth + 1))
}

const MAXIMUM_DEPTH = 4

function isOfFunction(host: CodeHost, declaration: ts.Node): boolean {
  return !host.compiler.isSourceFile(functionAround(host, declaration))
}

function functionAround(host: CodeHost, node: ts.Node): ts.Node {
  let owner = node
  while (!host.compiler.isFunctionLike(owner) && !host.compiler.isSourceFile(owner)) owner = owner.parent
  return owner
}
