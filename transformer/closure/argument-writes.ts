/**
 * Where a function changes an object that it was given: a hit would not.
 *
 * In: a function. Out: each place in it, or in a function that it hands the argument to, that writes a member of an
 * argument. A parameter that is assigned anew changes nothing for the caller.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isNameInCode } from './free-variables'
import { isWritten, memberPath } from './member-path'
import { isHarmlessType, touchesOfUse } from './mutability'
import { unwrap, wrapped } from './unwrap'

export interface ArgumentWrite {
  /** The parameter of the function that was asked about. */
  readonly parameter: string
  readonly node: ts.Node
}

export function findArgumentWrites(host: CodeHost, node: ts.FunctionLikeDeclaration): readonly ArgumentWrite[] {
  return node.parameters.flatMap(parameter =>
    writesOf(host, node, parameter.name, new Set()).map(write => ({ parameter: parameter.name.getText(), node: write })),
  )
}

function writesOf(host: CodeHost, owner: ts.Node, name: ts.BindingName, visited: Set<ts.Node>): readonly ts.Node[] {
  const { compiler } = host
  if (visited.has(name)) return []
  visited.add(name)
  if (!compiler.isIdentifier(name)) {
    return name.elements.flatMap(element => (compiler.isOmittedExpression(element) ? [] : writesOf(host, owner, element.name, visited)))
  }
  const mentions = mentionsIn(host, owner, name)
  // From where it is assigned anew (`list = [...list]`) it is taken for a copy.
  const anew = mentions.find(mention => isWritten(compiler, mention))?.pos ?? Infinity
  return mentions.filter(mention => mention.pos < anew).flatMap(mention => writesThrough(host, owner, mention, visited))
}

function mentionsIn(host: CodeHost, owner: ts.Node, name: ts.Identifier): readonly ts.Identifier[] {
  const { compiler } = host
  const symbol = host.ownSymbolOf(name)
  const found: ts.Identifier[] = []
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node) && node.text === name.text && isNameInCode(compiler, node)) {
      if (host.ownSymbolOf(node)?.valueDeclaration === symbol?.valueDeclaration) found.push(node)
    }
    compiler.forEachChild(node, visit)
  }
  visit(owner)
  return found
}

function writesThrough(host: CodeHost, owner: ts.Node, mention: ts.Identifier, visited: Set<ts.Node>): readonly ts.Node[] {
  const { compiler } = host
  const use = memberPath(compiler, mention)
  if (touchesOfUse(host, use).some(touch => touch.how === 'write')) return [use.called ?? use.expression]
  if (use.called !== undefined || isHarmlessType(host, host.typeOf(use.expression))) return []

  const outer = wrapped(compiler, use.expression)
  const { parent } = outer
  // Another name for the argument, or for something in it.
  if (compiler.isVariableDeclaration(parent) && parent.initializer === outer) return writesOf(host, owner, parent.name, visited)
  if (compiler.isForOfStatement(parent) && parent.expression === outer && compiler.isVariableDeclarationList(parent.initializer)) {
    return parent.initializer.declarations.flatMap(each => writesOf(host, owner, each.name, visited))
  }
  if (compiler.isElementAccessExpression(parent) && parent.expression === outer && isWritten(compiler, parent)) return [parent]
  if (!compiler.isCallExpression(parent)) return []
  const index = parent.arguments.findIndex(argument => argument === outer)
  if (index === 0 && isLanguageMutator(host, parent)) return [parent]
  const callee = calleeOf(host, parent)
  const parameter = index < 0 ? undefined : callee?.parameters[index]
  if (callee === undefined || parameter === undefined || parameter.dotDotDotToken !== undefined) return []
  return writesOf(host, callee, parameter.name, visited)
}

const MUTATORS = new Set(['Object.assign', 'Object.defineProperty', 'Object.defineProperties', 'Object.setPrototypeOf', 'Reflect.set', 'Reflect.deleteProperty'])

function isLanguageMutator(host: CodeHost, call: ts.CallExpression): boolean {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  if (!compiler.isPropertyAccessExpression(callee) || !compiler.isIdentifier(callee.expression)) return false
  const symbol = host.symbolOf(callee.expression)
  return symbol !== undefined && host.originOf(symbol).from === 'language' && MUTATORS.has(`${symbol.name}.${callee.name.text}`)
}

function calleeOf(host: CodeHost, call: ts.CallExpression): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  const symbol = host.symbolOf(compiler.isPropertyAccessExpression(callee) ? callee.name : callee)
  for (const declaration of symbol?.declarations ?? []) {
    if (compiler.isFunctionDeclaration(declaration) || compiler.isMethodDeclaration(declaration)) {
      if (declaration.body !== undefined) return declaration
    }
    if (compiler.isVariableDeclaration(declaration) && declaration.initializer !== undefined) {
      const value = unwrap(compiler, declaration.initializer)
      if (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)) return value
    }
  }
  return undefined
}
