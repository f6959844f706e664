/**
 * What stands in place of a method of an object literal in copies of the object: `{ ...base, m() {} }`,
 * `Object.assign({}, base, { m })`, `Object.create(base, …)` and copies of these. A method of the literal that calls
 * `this.m()` runs that one when it is called on the copy.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { functionOf } from './called-function'
import { staticName } from './evaluate-constant'
import { isNamedMember, memberName } from './member-path'
import { unwrap, wrapped } from './unwrap'

/** @returns functions, and members of which it is not known what function they are */
export function findOverridesInCopies(
  host: CodeHost,
  literal: ts.ObjectLiteralExpression,
  name: string
): { readonly functions: readonly ts.Node[]; readonly unknown: readonly ts.Node[] } {
  const { compiler } = host
  const functions = new Set<ts.Node>()
  const unknown = new Set<ts.Node>()
  const objects = new Set<ts.Node>([wrapped(compiler, literal)])
  // A Set is walked in the order of insertion, entries added on the way included.
  for (const object of objects) {
    const { parent } = object
    if (compiler.isVariableDeclaration(parent) && compiler.isIdentifier(parent.name)) {
      const symbol = host.symbolOf(parent.name)
      for (const mention of symbol === undefined ? [] : host.mentionsOf(symbol))
        if (mention !== parent.name) objects.add(wrapped(compiler, mention))
    } else if (compiler.isSpreadAssignment(parent)) {
      addMembers(parent.parent)
      objects.add(wrapped(compiler, parent.parent))
    } else if (compiler.isCallExpression(parent) && parent.arguments.some(each => each === object)) {
      if (!isCopying(compiler, parent)) continue
      parent.arguments.map(each => unwrap(compiler, each)).forEach(addMembers)
      objects.add(wrapped(compiler, parent))
    }
  }
  return { functions: [...functions], unknown: [...unknown] }

  function addMembers(node: ts.Node): void {
    if (!compiler.isObjectLiteralExpression(node)) return
    for (const member of node.properties) {
      if (member.name === undefined || staticName(compiler, member.name) !== name) continue
      const own = functionBehind(member)
      if (own === undefined) unknown.add(member)
      else functions.add(own)
    }
  }

  function functionBehind(member: ts.ObjectLiteralElementLike): ts.Node | undefined {
    if (compiler.isMethodDeclaration(member)) return member
    if (compiler.isShorthandPropertyAssignment(member)) return declared(member.name)
    if (!compiler.isPropertyAssignment(member)) return undefined
    const value = unwrap(compiler, member.initializer)
    if (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)) return value
    return compiler.isIdentifier(value) ? declared(value) : undefined
  }

  function declared(value: ts.Identifier): ts.Node | undefined {
    const symbol = host.symbolOf(value)
    return symbol && functionOf(host, symbol)
  }
}

function isCopying(compiler: typeof ts, { expression }: ts.CallExpression): boolean {
  return (
    isNamedMember(compiler, expression) &&
    expression.expression.getText() === 'Object' &&
    ['assign', 'create', 'setPrototypeOf'].includes(memberName(compiler, expression) ?? '')
  )
}
