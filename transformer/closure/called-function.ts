/** Which function a call runs, and where that function mentions one of its locals. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { bindsThis, isNameInCode } from './free-variables'
import { unwrap } from './unwrap'

/** Every mention of a local in the code of the function that declares it. */
export function mentionsIn(host: CodeHost, owner: ts.Node, name: ts.Identifier): readonly ts.Identifier[] {
  const { compiler } = host
  const symbol = host.ownSymbolOf(name)
  if (symbol === undefined) return []
  const file = owner.getSourceFile()
  return host
    .mentionsOf(symbol)
    .filter(compiler.isIdentifier)
    .filter(
      node =>
        node.pos >= owner.pos && node.end <= owner.end && node.getSourceFile() === file && isNameInCode(compiler, node)
    )
}

/** The function of the program that a call runs, if its text says which. */
export function calleeOf(host: CodeHost, call: ts.CallExpression): ts.FunctionLikeDeclaration | undefined {
  return functionNamed(host, call.expression)
}

/** The function of the program that an expression names. */
export function functionNamed(host: CodeHost, name: ts.Expression): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  const callee = unwrap(compiler, name)
  const symbol = host.symbolOf(compiler.isPropertyAccessExpression(callee) ? callee.name : callee)
  return symbol && functionOf(host, symbol)
}

/** The function of the program that a call of the symbol runs. */
export function functionOf(host: CodeHost, symbol: ts.Symbol): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  for (const declaration of symbol.declarations ?? []) {
    if (compiler.isFunctionDeclaration(declaration) || compiler.isMethodDeclaration(declaration)) {
      if (declaration.body !== undefined) return declaration
    }
    const isConstant = (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
    if (compiler.isVariableDeclaration(declaration) && isConstant && declaration.initializer !== undefined) {
      const value = unwrap(compiler, declaration.initializer)
      if (compiler.isArrowFunction(value) || compiler.isFunctionExpression(value)) return value
    }
  }
  return undefined
}

/** Whether a function reads `arguments`, itself or in an arrow function. */
export function usesArguments(compiler: typeof ts, node: ts.Node | undefined): boolean {
  if (node === undefined) return false
  if (compiler.isIdentifier(node)) return node.text === 'arguments'
  if (bindsThis(compiler, node)) return false
  return compiler.forEachChild(node, child => usesArguments(compiler, child) || undefined) ?? false
}
