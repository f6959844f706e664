/** Functions, classes, enums and binding patterns. See listing.ts for the conventions. */
import type ts from 'typescript'
import type { Operand } from '../model/listing'
import { fromPrimitive } from './evaluate-constant'
import { hasModifier, isMark, leavesNoCode } from './free-variables'
import { isIteratedByIndex } from './iteration'
import type { Lister } from './listing'
import { listExpression, listName, operandOf } from './listing-expressions'
import { listStatements } from './listing-statements'

export function listFunction(lister: Lister, node: ts.FunctionLikeDeclaration): void {
  const { compiler } = lister.host
  const { SyntaxKind } = compiler
  const flags = [
    functionKind(compiler, node),
    ...(hasModifier(compiler, node, SyntaxKind.AsyncKeyword) ? ['async'] : []),
    ...(node.asteriskToken === undefined ? [] : ['generator'])
  ]
  listDecorators(lister, node)
  lister.emit('function', ...flags)
  for (const parameter of node.parameters) if (!leavesNoCode(compiler, parameter)) listParameter(lister, parameter)
  lister.emit('body')
  if (node.body !== undefined && compiler.isBlock(node.body)) listStatements(lister, node.body.statements)
  else if (node.body !== undefined) {
    listExpression(lister, node.body)
    lister.emit('return', 1)
  }
  lister.emit('end')
}

function functionKind(compiler: typeof ts, node: ts.FunctionLikeDeclaration): string {
  if (compiler.isArrowFunction(node)) return 'arrow'
  if (compiler.isMethodDeclaration(node)) return 'method'
  if (compiler.isGetAccessorDeclaration(node)) return 'get'
  if (compiler.isSetAccessorDeclaration(node)) return 'set'
  return compiler.isConstructorDeclaration(node) ? 'constructor' : 'function'
}

function listParameter(lister: Lister, parameter: ts.ParameterDeclaration): void {
  const { compiler } = lister.host
  listDecorators(lister, parameter)
  const isProperty = compiler.isParameterPropertyDeclaration(parameter, parameter.parent)
  lister.emit(
    'parameter',
    parameter.dotDotDotToken === undefined ? '' : '...',
    isProperty ? nameText(parameter.name) : ''
  )
  listBinding(lister, parameter.name)
  listDefault(lister, parameter.initializer)
}

function nameText(name: ts.BindingName): string {
  return name.getText()
}

function listDefault(lister: Lister, initializer: ts.Expression | undefined): void {
  if (initializer === undefined) return
  lister.emit('default')
  listExpression(lister, initializer)
  lister.emit('end')
}

/** The name or pattern of a declaration. */
export function listBinding(lister: Lister, name: ts.BindingName): void {
  const { compiler } = lister.host
  if (compiler.isIdentifier(name)) {
    lister.emit('bind', lister.local(name))
    return
  }
  const isByIndex = compiler.isArrayBindingPattern(name) && isIteratedByIndex(lister.host, name)
  lister.emit(
    compiler.isObjectBindingPattern(name) ? 'object pattern' : 'array pattern',
    ...(isByIndex ? ['by index'] : [])
  )
  for (const element of name.elements) {
    if (compiler.isOmittedExpression(element)) {
      lister.emit('hole')
      continue
    }
    if (compiler.isObjectBindingPattern(name) && element.dotDotDotToken === undefined) {
      const key = element.propertyName ?? (element.name as ts.Identifier)
      lister.emit('key', ...operandOf(listName(lister, key)))
    }
    if (element.dotDotDotToken !== undefined) lister.emit('rest')
    listBinding(lister, element.name)
    listDefault(lister, element.initializer)
  }
  lister.emit('end')
}

export function listClass(lister: Lister, node: ts.ClassLikeDeclaration): void {
  const { compiler } = lister.host
  listDecorators(lister, node)
  const base = node.heritageClauses?.find(clause => clause.token === compiler.SyntaxKind.ExtendsKeyword)?.types[0]
  if (base !== undefined) listExpression(lister, base.expression)
  lister.emit('class', base === undefined ? 0 : 1)
  for (const member of node.members) if (!leavesNoCode(compiler, member)) listMember(lister, member)
  lister.emit('end')
}

function listMember(lister: Lister, member: ts.ClassElement): void {
  const { compiler } = lister.host
  const isStatic = hasModifier(compiler, member, compiler.SyntaxKind.StaticKeyword) ? 'static' : 'instance'
  if (compiler.isClassStaticBlockDeclaration(member)) {
    lister.emit('static block')
    listStatements(lister, member.body.statements)
    lister.emit('end')
  } else if (compiler.isConstructorDeclaration(member)) {
    listFunction(lister, member)
    lister.emit('constructor')
  } else if (compiler.isMethodDeclaration(member) || compiler.isAccessor(member)) {
    const name = listMemberName(lister, member.name)
    listFunction(lister, member)
    lister.emit('method', isStatic, ...name)
  } else if (compiler.isPropertyDeclaration(member)) {
    listDecorators(lister, member)
    const name = listMemberName(lister, member.name)
    const isAccessor = hasModifier(compiler, member, compiler.SyntaxKind.AccessorKeyword) ? 'accessor' : 'field'
    listDefault(lister, member.initializer)
    lister.emit(isAccessor, isStatic, ...name, ...(isLeftOut(lister, member) ? ['left out'] : []))
  } else if (!compiler.isSemicolonClassElement(member)) {
    lister.unknown(member, 'this kind of class member is not understood')
  }
}

/** Without `useDefineForClassFields` a field that is given no value is no property until it is assigned. */
function isLeftOut({ host }: Lister, member: ts.PropertyDeclaration): boolean {
  const { compiler } = host
  if (host.definesFields || member.initializer !== undefined || compiler.isPrivateIdentifier(member.name)) return false
  return !hasModifier(compiler, member, compiler.SyntaxKind.AccessorKeyword)
}

function listMemberName(lister: Lister, name: ts.PropertyName): readonly Operand[] {
  if (lister.host.compiler.isPrivateIdentifier(name)) return ['private', lister.local(name)]
  return operandOf(listName(lister, name))
}

function listDecorators(lister: Lister, node: ts.Node): void {
  const { compiler } = lister.host
  // Before TypeScript 4.8 decorators are not found this way, and such code is reported by the mark stage.
  if (compiler.canHaveDecorators?.(node) !== true) return
  for (const decorator of compiler.getDecorators(node) ?? []) {
    if (isMark(lister.host, decorator)) continue
    listExpression(lister, decorator.expression)
    lister.emit('decorator')
  }
}

export function listEnum(lister: Lister, node: ts.EnumDeclaration): void {
  lister.emit('enum')
  for (const member of node.members) {
    const value = lister.host.constantValueOf(member)
    // An enum with computed members is captured.
    if (value === undefined) lister.unknown(member, 'its value is computed')
    else lister.emit('constant', { constant: fromPrimitive(value) })
    lister.emit('member', ...operandOf(listName(lister, member.name)))
  }
  lister.emit('end')
}
