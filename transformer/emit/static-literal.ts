import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'

/** The expression that evaluates to a static value, under any compile target and whatever names are shadowed. */
export function staticLiteral(factory: ts.NodeFactory, value: StaticValue): ts.Expression {
  switch (value.kind) {
    case 'undefined':
      return factory.createVoidZero()
    case 'null':
      return factory.createNull()
    case 'boolean':
      return value.value ? factory.createTrue() : factory.createFalse()
    case 'number':
      return numberLiteral(factory, value.value)
    case 'bigint':
      // A literal would be a syntax error before ES2020.
      return factory.createCallExpression(factory.createIdentifier('BigInt'), undefined, [
        factory.createStringLiteral(value.value)
      ])
    case 'string':
      return factory.createStringLiteral(value.value)
    case 'array':
      return factory.createArrayLiteralExpression(value.items.map(item => staticLiteral(factory, item)))
    case 'object':
      return factory.createObjectLiteralExpression(
        value.properties.map(([name, property]) =>
          factory.createPropertyAssignment(propertyKey(factory, name), staticLiteral(factory, property))
        )
      )
  }
}

/** A property name for an object literal. `__proto__` is computed, since spelt plainly it would set the prototype. */
export function propertyKey(factory: ts.NodeFactory, name: string): ts.PropertyName {
  const literal = factory.createStringLiteral(name)
  return name === '__proto__' ? factory.createComputedPropertyName(literal) : literal
}

function numberLiteral(factory: ts.NodeFactory, text: string): ts.Expression {
  if (text.startsWith('-')) return factory.createPrefixMinus(numberLiteral(factory, text.slice(1)))
  // NaN and Infinity are ordinary names that a module may declare anew.
  if (text === 'NaN') return divideByZero(factory, 0)
  if (text === 'Infinity') return divideByZero(factory, 1)
  return factory.createNumericLiteral(text)
}

function divideByZero(factory: ts.NodeFactory, dividend: number): ts.Expression {
  return factory.createDivide(factory.createNumericLiteral(dividend), factory.createNumericLiteral(0))
}
