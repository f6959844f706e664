/** What the types of a marked function say of its arguments and its result: which of them no key or store can take. */
import type ts from 'typescript'
import type { IgnoredUse, UnfitValue } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import { findIgnoredUse } from './ignored-uses'
import { findUnkeyable, findUnstorable } from './keyable-type'

/** Parameters as callers see them: `this` is none of them. */
function parametersOf(compiler: typeof ts, node: ts.FunctionLikeDeclaration): readonly ts.ParameterDeclaration[] {
  return node.parameters.filter(each => !(compiler.isIdentifier(each.name) && each.name.text === 'this'))
}

/** @param ignored indexes of the parameters that the key leaves out */
export function findUnkeyableParameters(
  host: CodeHost,
  node: ts.FunctionLikeDeclaration,
  ignored: readonly number[]
): readonly UnfitValue[] {
  return parametersOf(host.compiler, node).flatMap((parameter, index) => {
    const fault = ignored.includes(index) ? undefined : findUnkeyable(host, host.typeOf(parameter))
    if (fault === undefined) return []
    const name = host.compiler.isIdentifier(parameter.name) ? parameter.name.text : `arguments[${index}]`
    return [{ path: `${name}${fault.path}`, reason: fault.reason, location: host.locate(parameter) }]
  })
}

export function findUnstorableResult(host: CodeHost, node: ts.FunctionLikeDeclaration): UnfitValue | undefined {
  const type = host.returnTypeOf(node)
  const fault = type && findUnstorable(host, type)
  if (fault === undefined) return undefined
  const place = node.type ?? host.compiler.getNameOfDeclaration(node) ?? node
  return { path: `result${fault.path}`, reason: fault.reason, location: host.locate(place) }
}

/** @param ignored indexes of the parameters that the key leaves out */
export function findIgnoredUses(
  host: CodeHost,
  node: ts.FunctionLikeDeclaration,
  ignored: readonly number[]
): readonly IgnoredUse[] {
  return parametersOf(host.compiler, node).flatMap(({ name }, index) => {
    const use =
      ignored.includes(index) && host.compiler.isIdentifier(name) ? findIgnoredUse(host, node, name) : undefined
    return use === undefined
      ? []
      : [{ parameter: name.getText(), location: host.locate(use), declared: host.locate(name) }]
  })
}
