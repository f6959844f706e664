import { inspect } from 'node:util'

/** Characters of all arguments, and of one text; elements of one list. */
interface Bounds {
  readonly all: number
  readonly text: number
  readonly elements: number
  readonly depth: number
}

/**
 * The arguments of a call on one line for people to read, cut to its bounds.
 * @param ignored places of arguments that are not to be shown
 */
export function argumentsText(
  args: readonly unknown[],
  { all, text, elements, depth }: Bounds,
  ignored: readonly number[] = []
): string {
  const bounds = { depth, maxArrayLength: elements, maxStringLength: text, breakLength: Infinity, customInspect: false }
  const texts = args.map((each, index) => (ignored.includes(index) ? '_' : safely(() => inspect(each, bounds))))
  const line = texts.join(', ').replace(/\s*\n\s*/g, ' ')
  return line.length > all ? `${line.slice(0, all)}…` : line
}

/** An object may throw where it is asked for the name of its kind. */
function safely(read: () => string): string {
  try {
    return read()
  } catch {
    return '?'
  }
}
