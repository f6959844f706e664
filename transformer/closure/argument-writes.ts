/**
 * Where a function changes an object that it was given: a hit would not.
 *
 * In: a function. Out: each place in it, or in a function that it hands the argument to, that writes a member of an
 * argument. A parameter that is assigned anew changes nothing for the caller.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { bindsThis } from './free-variables'
import { findWritesOfBinding, findWritesOfValue } from './value-writes'

export interface ArgumentWrite {
  /** The parameter of the function that was asked about. */
  readonly parameter: string
  /** Where it is declared; for `arguments`, where that is read. */
  readonly declared: ts.Node
  readonly node: ts.Node
}

export function findArgumentWrites(host: CodeHost, node: ts.FunctionLikeDeclaration): readonly ArgumentWrite[] {
  const byName = node.parameters.flatMap(({ name, dotDotDotToken }) => {
    // The list of a rest parameter is made for each call.
    const place = dotDotDotToken === undefined ? [] : ['*']
    return findWritesOfBinding(host, node, name, place).map(write => ({
      parameter: name.getText(),
      declared: name,
      node: write
    }))
  })
  const byList = argumentsIn(host, node).flatMap(mention =>
    findWritesOfValue(host, node, mention, ['*']).map(write => ({
      parameter: 'arguments',
      declared: mention,
      node: write
    }))
  )
  const seen = new Set<ts.Node>()
  return [...byName, ...byList].filter(write => !seen.has(write.node) && seen.add(write.node))
}

/** Mentions of `arguments`, also in arrow functions. */
function argumentsIn(host: CodeHost, owner: ts.FunctionLikeDeclaration): readonly ts.Identifier[] {
  const { compiler } = host
  const found: ts.Identifier[] = []
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node) && node.text === 'arguments') found.push(node)
    if (!bindsThis(compiler, node)) compiler.forEachChild(node, visit)
  }
  if (owner.body !== undefined && !compiler.isArrowFunction(owner)) visit(owner.body)
  return found
}
