import type { UnitListing } from '../../model/function-closure'
import type { Instruction, Listing, Operand } from '../../model/listing'
import type { StaticValue } from '../../model/static-value'

/** The normalized code of every unit, under a line that says whose it is. */
export function formatListings(units: readonly UnitListing[]): string {
  return units
    .map(({ name, location, listing }) => [`# ${name}  ${location.file}:${location.line}`, ...formatListing(listing)])
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n')
}

/** One instruction a line. What stands for other code or for a captured value is shown by its name in the source. */
export function formatListing({ instructions }: Listing): readonly string[] {
  return instructions.map(formatInstruction)
}

function formatInstruction({ operation, operands }: Instruction): string {
  // The rest of a capture spells the path that its name shows already.
  const shown = operation === 'capture' ? operands.slice(0, 1) : operands
  return [operation, ...shown.map(formatOperand)].join(' ')
}

function formatOperand(operand: Operand): string {
  if (typeof operand === 'number') return String(operand)
  if (typeof operand === 'string') return /^[^\s"']+$/.test(operand) ? operand : JSON.stringify(operand)
  return 'constant' in operand ? formatValue(operand.constant) : operand.label
}

/** As one would write it in the source. */
function formatValue(value: StaticValue): string {
  switch (value.kind) {
    case 'undefined':
    case 'null':
      return value.kind
    case 'string':
      return JSON.stringify(value.value)
    case 'bigint':
      return `${value.value}n`
    case 'number':
    case 'boolean':
      return String(value.value)
    case 'array':
      return `[${value.items.map(formatValue).join(', ')}]`
    case 'object':
      return `{${value.properties.map(([name, each]) => `${JSON.stringify(name)}: ${formatValue(each)}`).join(', ')}}`
  }
}
