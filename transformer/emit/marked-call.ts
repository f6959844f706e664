import type ts from 'typescript'
import type { AssignedFunctionPlan, ClassPlan, MarkedCall, RecordPlan } from '../model/emit-plan'
import type { Emission } from './emission'
import { pureCall } from './pure-call'
import { recordLiteral } from './record-literal'
import { runtimeCall } from './runtime-import'

/** `runtime.wrap(fn, {…})` */
export function wrapCall(emission: Emission, fn: ts.Expression, record: RecordPlan): ts.CallExpression {
  return runtimeCall(emission, 'wrap', [fn, recordLiteral(emission, record)])
}

/** `runtime.decorate(decorator, {…})`, at the same place in the list of decorators. */
export function wrapDecorator(emission: Emission, decorator: ts.Decorator, record: RecordPlan): ts.Decorator {
  const call = runtimeCall(emission, 'decorate', [decorator.expression, recordLiteral(emission, record)])
  return emission.factory.updateDecorator(decorator, call)
}

/**
 * `cached(fn, options, {…})`, `cached.block(name, fn, options, {…})`
 * @param at how many arguments stand before the record
 */
export function completeCall(
  emission: Emission,
  call: ts.CallExpression,
  at: number,
  record: RecordPlan
): ts.CallExpression {
  const { factory } = emission
  const given = Array.from({ length: at }, (_, index) => call.arguments[index] ?? factory.createVoidZero())
  const args = [...given, recordLiteral(emission, record)]
  return factory.updateCallExpression(call, call.expression, call.typeArguments, args)
}

/**
 * `m: runtime.wrap({ m(a) {…} }.m, {…})`: a method of a literal of its own keeps its name and its being a method.
 * A method that uses `super` stays as it is and runs uncached, since its home would be another object; so does one
 * whose name has to be computed.
 */
export function wrapObjectMethod(
  emission: Emission,
  method: ts.MethodDeclaration,
  record: RecordPlan
): ts.ObjectLiteralElementLike {
  const { compiler, factory } = emission
  const name = staticName(compiler, method.name)
  if (name === undefined || usesSuper(compiler, method)) return method
  const fn = methodOfItsOwn(emission, method, name)
  return factory.createPropertyAssignment(
    propertyName(emission, method.name, name),
    pureCall(emission, wrapCall(emission, fn, record))
  )
}

/** `{ m(a) {…} }.m` */
function methodOfItsOwn({ compiler, factory }: Emission, method: ts.MethodDeclaration, name: string): ts.Expression {
  const home = factory.createObjectLiteralExpression([method])
  return compiler.isIdentifier(method.name)
    ? factory.createPropertyAccessExpression(home, factory.createIdentifier(name))
    : factory.createElementAccessExpression(home, factory.createStringLiteral(name))
}

/**
 * `static { runtime.knowClass(this, hash); runtime.wrapMethod(this.prototype, "m", {…}) … }`: inside of the class, so that
 * readers of captures may name its private members. Undefined when there is nothing to do.
 *
 * @param self makes the expression for the class
 */
export function classBlock(
  emission: Emission,
  methods: readonly (readonly [ts.MethodDeclaration, MarkedCall])[],
  known: ClassPlan | undefined,
  self: () => ts.Expression
): ts.ClassStaticBlockDeclaration | undefined {
  const { compiler, factory } = emission
  const statements: ts.Statement[] = []
  const tell = (name: 'knowClass' | 'nameClass', texts: readonly string[]): void => {
    const args = [self(), ...texts.map(each => factory.createStringLiteral(each))]
    statements.push(factory.createExpressionStatement(runtimeCall(emission, name, args)))
  }
  if (known?.hash !== undefined) tell('knowClass', [known.hash])
  if (known?.named !== undefined) tell('nameClass', known.named)
  for (const [method, call] of methods) {
    const name = staticName(compiler, method.name)
    if (name === undefined) continue
    const isStatic = method.modifiers?.some(modifier => modifier.kind === compiler.SyntaxKind.StaticKeyword)
    const owner = isStatic ? self() : factory.createPropertyAccessExpression(self(), 'prototype')
    const args = [owner, factory.createStringLiteral(name), recordLiteral(emission, call.record)]
    statements.push(factory.createExpressionStatement(runtimeCall(emission, 'wrapMethod', args)))
  }
  return statements.length > 0
    ? factory.createClassStaticBlockDeclaration(factory.createBlock(statements, true))
    : undefined
}

/** `foo = runtime.wrap(foo, {…})` */
export function rewrapDeclaration(emission: Emission, name: ts.Identifier, record: RecordPlan): ts.Statement {
  return assignWrapped(emission, linkedName(emission, name), linkedName(emission, name), record)
}

/**
 * `fn = runtime.wrap(Object.defineProperty(fn, "name", { value: "default", configurable: true }), {…})`: an anonymous
 * default export is called `default`, and a name that it was given to be assigned to must not show.
 */
export function rewrapAnonymousDefault(emission: Emission, name: ts.Identifier, record: RecordPlan): ts.Statement {
  const { factory } = emission
  const attributes = factory.createObjectLiteralExpression([
    factory.createPropertyAssignment('value', factory.createStringLiteral('default')),
    factory.createPropertyAssignment('configurable', factory.createTrue())
  ])
  const define = factory.createPropertyAccessExpression(factory.createIdentifier('Object'), 'defineProperty')
  const named = factory.createCallExpression(define, undefined, [name, factory.createStringLiteral('name'), attributes])
  return assignWrapped(emission, name, named, record)
}

function assignWrapped(emission: Emission, target: ts.Identifier, fn: ts.Expression, record: RecordPlan): ts.Statement {
  const { factory } = emission
  return factory.createExpressionStatement(
    factory.createAssignment(target, pureCall(emission, wrapCall(emission, fn, record)))
  )
}

/** The same name anew; its original node tells the module transformers which export to assign too. */
export function linkedName({ compiler, factory }: Emission, name: ts.Identifier): ts.Identifier {
  return compiler.setOriginalNode(factory.createIdentifier(compiler.idText(name)), name)
}

function propertyName({ factory }: Emission, name: ts.PropertyName, text: string): ts.PropertyName {
  return text === '__proto__' ? factory.createComputedPropertyName(factory.createStringLiteral(text)) : name
}

/** The text of a property name that is known as it stands; undefined for `[expression]` and `#private`. */
function staticName(compiler: typeof ts, name: ts.PropertyName): string | undefined {
  if (compiler.isIdentifier(name)) return compiler.idText(name)
  if (compiler.isStringLiteralLike(name)) return name.text
  // The text of a numeric literal is already in the form that makes the key: `0x10` reads "16".
  if (compiler.isNumericLiteral(name)) return name.text
  const computed = compiler.isComputedPropertyName(name) ? name.expression : undefined
  return computed && compiler.isStringLiteralLike(computed) ? computed.text : undefined
}

function usesSuper(compiler: typeof ts, method: ts.MethodDeclaration): boolean {
  const search = (node: ts.Node): boolean => {
    if (node.kind === compiler.SyntaxKind.SuperKeyword) return true
    // Classes and methods have a `super` of their own; arrow functions do not.
    if (compiler.isClassLike(node) || compiler.isMethodDeclaration(node)) return false
    return compiler.forEachChild(node, search) ?? false
  }
  return compiler.forEachChild(method, search) ?? false
}

/** `runtime.identify(fn, token, name)`: gives the function itself. */
export function identifyFunction(emission: Emission, fn: ts.Expression, plan: AssignedFunctionPlan): ts.CallExpression {
  const texts = [plan.token, plan.name].map(text => emission.factory.createStringLiteral(text))
  return runtimeCall(emission, 'identify', [fn, ...texts])
}

/** `tax: runtime.identify(tax, token, name)` for `tax` in a literal. */
export function identifyShorthand(
  emission: Emission,
  { name }: ts.ShorthandPropertyAssignment,
  plan: AssignedFunctionPlan
): ts.PropertyAssignment {
  const { compiler, factory } = emission
  const identified = pureCall(emission, identifyFunction(emission, linkedName(emission, name), plan))
  return factory.createPropertyAssignment(propertyName(emission, name, compiler.idText(name)), identified)
}

/** `m: runtime.identify({ m(a) {…} }.m, token, name)`; of a method that is marked, what it became is identified. */
export function identifyMethod(emission: Emission, member: ts.Node, plan: AssignedFunctionPlan): ts.Node {
  const { compiler, factory } = emission
  if (compiler.isPropertyAssignment(member)) {
    const identified = pureCall(emission, identifyFunction(emission, member.initializer, plan))
    return factory.updatePropertyAssignment(member, member.name, identified)
  }
  const name = compiler.isMethodDeclaration(member) ? staticName(compiler, member.name) : undefined
  if (name === undefined || !compiler.isMethodDeclaration(member)) return member
  const identified = pureCall(emission, identifyFunction(emission, methodOfItsOwn(emission, member, name), plan))
  return factory.createPropertyAssignment(propertyName(emission, member.name, name), identified)
}
