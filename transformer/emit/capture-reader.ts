import type ts from 'typescript'
import type { Asked, Capture, Kin, PathLink } from '../model/capture'
import type { Emission } from './emission'
import { runtimeCall } from './runtime-import'

/** The arrow function that reads a capture at each call, or undefined when another module provides the capture. */
export function captureReader(emission: Emission, capture: Capture): ts.ArrowFunction | undefined {
  const { factory } = emission
  switch (capture.reading.by) {
    case 'provider':
      return undefined
    case 'scope':
      return scopeReader(emission, capture, capture.reading.anchor)
    case 'self': {
      const self = factory.createIdentifier('self')
      const value = memberPath(emission, self, capture.path)
      return readerFunction(emission, ['self'], capture.asked ? askOf(emission, capture.asked, value) : value)
    }
    case 'class of self':
      return readerFunction(emission, ['self'], classOfSelf(emission, capture.reading.kin))
  }
}

/** `runtime.classOf(self, ["shop.ts:0", …], ["total", …])` */
function classOfSelf(emission: Emission, kin: Kin | undefined): ts.Expression {
  const { factory } = emission
  const texts = (list: readonly string[]): ts.Expression =>
    factory.createArrayLiteralExpression(list.map(each => factory.createStringLiteral(each)))
  const known = kin === undefined ? [] : [texts(kin.classes), ...(kin.fields.length > 0 ? [texts(kin.fields)] : [])]
  return runtimeCall(emission, 'classOf', [factory.createIdentifier('self'), ...known])
}

/**
 * The arrow function that reads a capture from bindings in scope.
 *
 * @param anchor offset of an identifier that refers to the same binding; undefined for globals
 */
export function scopeReader(emission: Emission, capture: Capture, anchor: number | undefined): ts.ArrowFunction {
  return readerFunction(emission, [], readValue(emission, capture, anchor))
}

function scopeRoot({ compiler, factory, nodes }: Emission, name: string, anchor: number | undefined): ts.Expression {
  if (name === 'this') return factory.createThis()
  if (name === 'import.meta') {
    return factory.createMetaProperty(compiler.SyntaxKind.ImportKeyword, factory.createIdentifier('meta'))
  }
  const root = factory.createIdentifier(name)
  // The module transformers find out what a name refers to by its original node: without it, an import or export
  // read under CommonJS would stay a bare name that does not exist.
  return anchor === undefined ? root : compiler.setOriginalNode(root, nodes.anchor(anchor))
}

function memberPath(emission: Emission, root: ts.Expression, path: readonly PathLink[]): ts.Expression {
  const { compiler, factory } = emission
  let expression = root
  let inChain = false
  for (const link of path) {
    inChain ||= link.optional
    const question = link.optional ? factory.createToken(compiler.SyntaxKind.QuestionDotToken) : undefined
    const name = memberName(factory, link.name)
    if (inChain) {
      expression = compiler.isStringLiteral(name)
        ? factory.createElementAccessChain(expression, question, name)
        : factory.createPropertyAccessChain(expression, question, name)
    } else {
      expression = compiler.isStringLiteral(name)
        ? factory.createElementAccessExpression(expression, name)
        : factory.createPropertyAccessExpression(expression, name)
    }
  }
  return expression
}

function memberName(factory: ts.NodeFactory, name: string): ts.Identifier | ts.PrivateIdentifier | ts.StringLiteral {
  if (/^#[A-Za-z_$][\w$]*$/.test(name)) return factory.createPrivateIdentifier(name)
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return factory.createIdentifier(name)
  return factory.createStringLiteral(name)
}

function readValue(emission: Emission, capture: Capture, anchor: number | undefined): ts.Expression {
  const { factory } = emission
  const value = memberPath(emission, scopeRoot(emission, capture.root, anchor), capture.path)
  // The environment as a whole is no plain object: its content is taken.
  const isWhole = capture.kind === 'environment' && capture.path.length === 1
  if (capture.asked) return askOf(emission, capture.asked, value)
  return isWhole ? factory.createObjectLiteralExpression([factory.createSpreadAssignment(value)]) : value
}

/** `typeof value`, `!!value`, `value == null`, `value === null`, `value === undefined` or `"key" in value` */
function askOf({ compiler, factory }: Emission, asked: Asked, value: ts.Expression): ts.Expression {
  const { ExclamationToken, EqualsEqualsToken, EqualsEqualsEqualsToken, ExclamationEqualsEqualsToken } =
    compiler.SyntaxKind
  if (typeof asked === 'object') {
    return factory.createBinaryExpression(factory.createStringLiteral(asked.has), compiler.SyntaxKind.InKeyword, value)
  }
  switch (asked) {
    case 'path':
    case 'typeof':
      return factory.createTypeOfExpression(value)
    case 'presence':
      return factory.createBinaryExpression(
        factory.createTypeOfExpression(value),
        ExclamationEqualsEqualsToken,
        factory.createStringLiteral('undefined')
      )
    case 'truth':
      return factory.createPrefixUnaryExpression(
        ExclamationToken,
        factory.createPrefixUnaryExpression(ExclamationToken, value)
      )
    case 'nothing':
      return factory.createBinaryExpression(value, EqualsEqualsToken, factory.createNull())
    case 'null':
      return factory.createBinaryExpression(value, EqualsEqualsEqualsToken, factory.createNull())
    case 'undefined':
      return factory.createBinaryExpression(value, EqualsEqualsEqualsToken, factory.createVoidZero())
  }
}

/** An arrow function, so that `this` and the locals of the enclosing functions are those of the marked function. */
function readerFunction(emission: Emission, parameters: readonly string[], body: ts.Expression): ts.ArrowFunction {
  const { compiler, factory } = emission
  return factory.createArrowFunction(
    undefined,
    undefined,
    parameters.map(name => factory.createParameterDeclaration(undefined, undefined, name)),
    undefined,
    factory.createToken(compiler.SyntaxKind.EqualsGreaterThanToken),
    body
  )
}
