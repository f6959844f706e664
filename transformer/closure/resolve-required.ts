/**
 * What `const rates = require('./rates')` or `const { standard } = require('./rates')` loads.
 *
 * In: a constant whose initializer is a call of `require`. Out: what an import of the same file would mean, or nothing where
 * the text does not say which module of the program it is, or where the module is handed on, to be changed by others. Invariant: members are looked up in the file, whatever type it is
 * taken for.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { VariableLike } from './capture-variable'
import { staticName } from './evaluate-constant'
import type { Follow, Meaning } from './meaning'
import { findModulesHandedOn } from './loaded-modules'
import { memberName, type MemberPath } from './member-path'
import { unwrap } from './unwrap'

export function resolveRequired(
  host: CodeHost,
  declaration: VariableLike,
  path: MemberPath,
  head: ts.Expression,
  follow: Follow
): Meaning | undefined {
  const { compiler } = host
  const variable = compiler.isBindingElement(declaration) ? declaration.parent.parent : declaration
  if (!compiler.isVariableDeclaration(variable) || variable.initializer === undefined) return undefined
  if ((compiler.getCombinedNodeFlags(variable) & compiler.NodeFlags.Const) === 0) return undefined
  const module = moduleLoadedBy(host, unwrap(compiler, variable.initializer))
  if (module === undefined) return undefined
  const exported = (name: string | undefined): ts.Symbol | undefined =>
    name === undefined ? undefined : host.exportsOf(module).find(each => each.name === name)?.symbol
  if (compiler.isBindingElement(declaration)) {
    if (declaration.dotDotDotToken !== undefined || declaration.initializer !== undefined) return undefined
    const key = declaration.propertyName ?? declaration.name
    const isPattern = compiler.isObjectBindingPattern(key) || compiler.isArrayBindingPattern(key)
    const taken = isPattern ? undefined : exported(staticName(compiler, key))
    return taken && follow(host, taken, path, head)
  }
  const [link, ...rest] = path.links
  const access = link?.access ?? path.called
  const member = access && exported(memberName(compiler, access))
  if (access === undefined || member === undefined) return undefined
  const below = link === undefined ? { expression: access, links: [] } : { ...path, links: rest }
  return follow(host, member, below, access)
}

/** A module with exports of its own, as against one that `module.exports` or `export =` stands for. */
function moduleLoadedBy(host: CodeHost, call: ts.Expression): ts.Symbol | undefined {
  const { compiler } = host
  if (!compiler.isCallExpression(call)) return undefined
  const [file, ...others] = host.filesLoadedBy(call)
  if (file === undefined || others.length > 0 || !compiler.isExternalModule(file)) return undefined
  if (findModulesHandedOn(host, file).includes(call)) return undefined
  const module = host.symbolOf(file)
  return module?.exports?.has(compiler.InternalSymbolName.ExportEquals) === true ? undefined : module
}
