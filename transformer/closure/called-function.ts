/** Which function a call runs, and where that function mentions one of its locals. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { bindsThis, isNameInCode } from './free-variables'
import { isNamedMember, memberNameNode } from './member-path'
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
        node.pos >= owner.pos &&
        node.end <= owner.end &&
        node.getSourceFile() === file &&
        isNameInCode(compiler, node) &&
        !isInTypeQuery(compiler, node)
    )
}

/** `typeof name` and `typeof name.member` as types. */
function isInTypeQuery(compiler: typeof ts, name: ts.Identifier): boolean {
  let outer: ts.Node = name.parent
  while (compiler.isQualifiedName(outer)) outer = outer.parent
  return compiler.isTypeQueryNode(outer)
}

/** The function of the program that a call runs, if its text says which. */
export function calleeOf(host: CodeHost, call: ts.CallExpression): ts.FunctionLikeDeclaration | undefined {
  return functionNamed(host, call.expression)
}

/** The function of the program that an expression names. */
function functionNamed(host: CodeHost, name: ts.Expression): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  const callee = unwrap(compiler, name)
  const symbol = host.symbolOf(isNamedMember(compiler, callee) ? memberNameNode(compiler, callee) : callee)
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

/** The function that is handed over as an argument: written out, or one of the program. */
export function callbackOf(host: CodeHost, argument: ts.Expression): ts.FunctionLikeDeclaration | undefined {
  const { compiler } = host
  const callback = unwrap(compiler, argument)
  if (compiler.isArrowFunction(callback) || compiler.isFunctionExpression(callback)) return callback
  return compiler.isIdentifier(callback) ? functionNamed(host, callback) : undefined
}

/** The constructor that `new` runs, if its class is one of the program. */
export function constructorOf(host: CodeHost, call: ts.NewExpression): ts.FunctionLikeDeclaration | undefined {
  const declaration = host.symbolOf(unwrap(host.compiler, call.expression))?.valueDeclaration
  if (declaration === undefined || !host.compiler.isClassLike(declaration)) return undefined
  return declaration.members.filter(host.compiler.isConstructorDeclaration).find(each => each.body !== undefined)
}

/** Whether a function reads `arguments`, itself or in an arrow function. */
export function usesArguments(compiler: typeof ts, node: ts.Node | undefined): boolean {
  if (node === undefined) return false
  if (compiler.isIdentifier(node)) return node.text === 'arguments'
  if (bindsThis(compiler, node)) return false
  return compiler.forEachChild(node, child => usesArguments(compiler, child) || undefined) ?? false
}
