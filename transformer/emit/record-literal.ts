import type ts from 'typescript'
import type { ParametersPlan, PlannedCapture, RecordPlan } from '../model/emit-plan'
import { captureReader } from './capture-reader'
import type { Emission } from './emission'
import { propertyKey, staticLiteral } from './static-literal'

/** The object literal of a `FunctionRecord` (runtime/contract.ts). What is empty or false is left out. */
export function recordLiteral(emission: Emission, record: RecordPlan): ts.ObjectLiteralExpression {
  const { factory } = emission
  const properties = [
    property(factory, 'format', factory.createNumericLiteral(1)),
    property(factory, 'name', factory.createStringLiteral(record.name)),
    property(factory, 'fingerprint', factory.createStringLiteral(record.fingerprint)),
    property(factory, 'returns', factory.createStringLiteral(record.returns)),
    property(factory, 'parameters', parametersLiteral(factory, record.parameters))
  ]
  if (record.result !== undefined) {
    properties.push(property(factory, 'result', factory.createStringLiteral(record.result)))
  }
  if (record.version !== undefined) {
    properties.push(property(factory, 'version', factory.createStringLiteral(record.version)))
  }
  if (record.pin !== undefined) properties.push(property(factory, 'pin', factory.createStringLiteral(record.pin)))
  if (record.stated !== undefined) {
    properties.push(property(factory, 'stated', factory.createStringLiteral(record.stated)))
  }
  if (record.ignoresCode) properties.push(property(factory, 'ignoresCode', factory.createTrue()))
  if (record.keptBy !== undefined) {
    properties.push(property(factory, 'keptBy', factory.createStringLiteral(record.keptBy)))
  }
  if (record.captures.length > 0) {
    const captures = record.captures.map(capture => captureLiteral(emission, capture))
    properties.push(property(factory, 'captures', factory.createArrayLiteralExpression(captures)))
  }
  if (record.awaits && record.awaits.length > 0) {
    const bindings = record.awaits.map(({ capture, optional }) => captureLiteral(emission, capture, optional))
    properties.push(property(factory, 'awaits', factory.createArrayLiteralExpression(bindings)))
  }
  const options = Object.entries(record.options)
  if (options.length > 0) {
    const entries = options.map(([name, value]) =>
      factory.createPropertyAssignment(propertyKey(factory, name), optionLiteral(factory, value))
    )
    properties.push(property(factory, 'options', factory.createObjectLiteralExpression(entries)))
  }
  if (record.classes && record.classes.length > 0) {
    properties.push(property(factory, 'classes', textList(factory, record.classes)))
  }
  if (record.functions && record.functions.length > 0) {
    const numbers = record.functions.map(([token, unit]) =>
      factory.createPropertyAssignment(factory.createStringLiteral(token), factory.createNumericLiteral(unit))
    )
    properties.push(property(factory, 'functions', factory.createObjectLiteralExpression(numbers)))
  }
  if (record.folder) properties.push(property(factory, 'folder', factory.createTrue()))
  if (record.foreign) properties.push(property(factory, 'foreign', factory.createTrue()))
  if (record.platform) properties.push(property(factory, 'platform', factory.createTrue()))
  if (record.uncached !== undefined) {
    properties.push(property(factory, 'uncached', factory.createStringLiteral(record.uncached)))
  }
  return factory.createObjectLiteralExpression(properties)
}

function parametersLiteral(factory: ts.NodeFactory, plan: ParametersPlan): ts.Expression {
  const count = plan.count === 'all' ? factory.createStringLiteral('all') : factory.createNumericLiteral(plan.count)
  const properties = [property(factory, 'count', count)]
  if (plan.ignored.length > 0) {
    const indexes = plan.ignored.map(index => factory.createNumericLiteral(index))
    properties.push(property(factory, 'ignored', factory.createArrayLiteralExpression(indexes)))
  }
  if (plan.defaults.length > 0) {
    const defaults = plan.defaults.map(([index, value]) =>
      factory.createPropertyAssignment(factory.createNumericLiteral(index), staticLiteral(factory, value))
    )
    properties.push(property(factory, 'defaults', factory.createObjectLiteralExpression(defaults)))
  }
  return factory.createObjectLiteralExpression(properties)
}

function captureLiteral(emission: Emission, capture: PlannedCapture, optional = false): ts.Expression {
  const { factory } = emission
  const name = property(factory, 'name', factory.createStringLiteral(capture.name))
  const flags = [
    ...(capture.constant ? [property(factory, 'once', factory.createTrue())] : []),
    ...(capture.classes ? [property(factory, 'classes', textList(factory, capture.classes))] : []),
    ...(optional ? [property(factory, 'optional', factory.createTrue())] : [])
  ]
  const reader = captureReader(emission, capture)
  if (reader) return factory.createObjectLiteralExpression([name, property(factory, 'read', reader), ...flags])
  const provider = capture.reading.by === 'provider' ? capture.reading.id : ''
  return factory.createObjectLiteralExpression([
    name,
    property(factory, 'provider', factory.createStringLiteral(provider)),
    ...flags
  ])
}

function textList(factory: ts.NodeFactory, texts: readonly string[]): ts.Expression {
  return factory.createArrayLiteralExpression(texts.map(text => factory.createStringLiteral(text)))
}

function optionLiteral(factory: ts.NodeFactory, value: string | number | boolean): ts.Expression {
  if (typeof value === 'string') return factory.createStringLiteral(value)
  if (typeof value === 'boolean') return value ? factory.createTrue() : factory.createFalse()
  return staticLiteral(factory, { kind: 'number', value: Object.is(value, -0) ? '-0' : String(value) })
}

function property(factory: ts.NodeFactory, name: string, value: ts.Expression): ts.PropertyAssignment {
  return factory.createPropertyAssignment(name, value)
}
