/**
 * The text that is hashed for a listing. Every part carries its kind and its length, so that no two listings share a
 * text.
 */
import type { Instruction, Listing, Operand, UnitId } from '../model/listing'
import type { StaticValue } from '../model/static-value'
import { orderOperands } from './canonical-order'

/**
 * Raised when the same code gets another listing or another serialization, so that old entries are not found.
 * 1: first format.
 */
export const FORMAT_VERSION = 1

/**
 * `hashOf` gives the hash of a unit that the listing refers to. Beside it stands which of the units it is, by first use:
 * two units of one hash may still read different variables.
 */
export function serializeListing(listing: Listing, hashOf: (unit: UnitId) => string): string {
  const numbers = new Map<UnitId, number>()
  const standIn = (unit: UnitId): string => {
    const number = numbers.get(unit) ?? numbers.size
    numbers.set(unit, number)
    return `${number}=${hashOf(unit)}`
  }
  const inOrder = listing.instructions.map(instruction => orderOperands(instruction, hashOf))
  return inOrder.map(instruction => serializeInstruction(instruction, standIn)).join('')
}

function serializeInstruction({ operation, operands }: Instruction, hashOf: (unit: UnitId) => string): string {
  return `${text(operation)}${operands.length}(${operands.map(operand => serializeOperand(operand, hashOf)).join('')})`
}

function serializeOperand(operand: Operand, hashOf: (unit: UnitId) => string): string {
  if (typeof operand === 'string') return text(operand)
  if (typeof operand === 'number') return `#${operand};`
  if ('constant' in operand) return serializeValue(operand.constant)
  if ('unit' in operand) return `u${hashOf(operand.unit)};`
  return `c${operand.capture};`
}

function serializeValue(value: StaticValue): string {
  switch (value.kind) {
    case 'undefined':
    case 'null':
      return `${value.kind};`
    case 'boolean':
      return value.value ? 'true;' : 'false;'
    case 'number':
      return `n${value.value};`
    case 'bigint':
      return `i${value.value};`
    case 'string':
      return text(value.value)
    case 'array':
      return `a${value.items.length}[${value.items.map(serializeValue).join('')}]`
    case 'object':
      return `o${value.properties.length}{${value.properties.map(([name, each]) => text(name) + serializeValue(each)).join('')}}`
  }
}

function text(value: string): string {
  return `${value.length}:${value}`
}
