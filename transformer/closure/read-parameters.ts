/** What of the arguments of a marked function belongs to its key. */
import type ts from 'typescript'
import type { ParametersPlan } from '../model/emit-plan'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { usesArguments } from './called-function'
import { evaluateConstant } from './evaluate-constant'
import { resolveSymbol } from './resolve-binding'
import { followConstant } from './follow-constant'

/** `ignored` are parameter names; those that start with `_` are ignored in any case. */
export function readParameters(
  host: CodeHost,
  node: ts.FunctionLikeDeclaration,
  ignored: readonly string[]
): ParametersPlan & { readonly names: readonly string[] } {
  const { compiler } = host
  const parameters = node.parameters.filter(each => !(compiler.isIdentifier(each.name) && each.name.text === 'this'))
  const names = parameters.map(each => (compiler.isIdentifier(each.name) ? each.name.text : each.name.getText()))
  const isIgnored = (name: string): boolean => name.startsWith('_') || ignored.includes(name)
  const rest = parameters.findIndex(each => each.dotDotDotToken !== undefined)
  const keysRest = rest >= 0 && !isIgnored(names[rest] ?? '')
  const readsAll =
    keysRest || usesArguments(compiler, node.body) || parameters.some(each => usesArguments(compiler, each))
  const defaults: [number, StaticValue][] = []
  parameters.forEach((parameter, index) => {
    if (parameter.initializer === undefined) return
    const value = evaluateConstant(host, parameter.initializer, name => followConstant(host, name, resolveSymbol))
    if (value !== undefined) defaults.push([index, value])
  })
  return {
    count: readsAll ? 'all' : rest >= 0 ? rest : parameters.length,
    ignored: names.flatMap((name, index) => (isIgnored(name) ? [index] : [])),
    defaults,
    names
  }
}
