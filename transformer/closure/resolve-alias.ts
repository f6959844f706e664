/** Another name for something: followed where what it names is the same for ever. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { VariableLike } from './capture-variable'
import { rootOf } from './follow-constant'
import { holdsFunction, type Follow, type Meaning } from './meaning'
import { memberName, memberPath, type MemberPath } from './member-path'
import { isStateOf } from './package-state'
import type { Resolution } from './resolution'
import { unwrap } from './unwrap'

/** The function in `cached(fn)`: who calls the cached function depends on what that depends on. */
export function markedFunction(host: CodeHost, value: ts.Expression): ts.Expression | undefined {
  const { compiler } = host
  const mark = compiler.isCallExpression(value) ? host.markOf(host.symbolOf(value.expression)) : undefined
  if (!compiler.isCallExpression(value) || mark === undefined || mark.isBlock) return undefined
  const [first] = value.arguments
  return first === undefined ? undefined : unwrap(compiler, first)
}

/** `const g = f`, `const max = Math.max`, `const env = process.env`, `cached(f)`: another name for the same thing. */
export function resolveAlias(
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
  if (resolution.bin === 'pinned') {
    // Data that may change is captured by the name that is read: the alias holds what was there when it was made.
    const isState = isStateOf(host, symbol, { expression: path.expression, links: [...own.links, ...path.links] })
    return isState ? undefined : { expression: head, resolution: memberOfPin(compiler, resolution, own, target) }
  }
  if (resolution.bin === 'folded' && 'code' in resolution) {
    return meaning.expression === target || (meaning.expression === root && target === root)
      ? { expression: head, resolution }
      : undefined
  }
  return undefined
}

/** `const { isArray } = Array`: a member of what is pinned. */
export function resolveTakenMember(
  host: CodeHost,
  declaration: VariableLike,
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
function memberOfPin(
  compiler: typeof ts,
  pinned: Resolution & { bin: 'pinned' },
  own: MemberPath,
  target: ts.Expression
): Resolution {
  const called = own.called === target && own.called !== undefined ? [own.called] : []
  const names = [...own.links.map(link => link.access), ...called].map(access => memberName(compiler, access))
  return { ...pinned, member: [pinned.member, ...names].join('.') }
}
