import { canonicalGraph } from './canonical-graph'
import { ANY_CLASS, type AcceptedCode } from './class-identity'
import { describe, plainShapeOf } from './describe'
import { describePrimitive, MAX_PART } from './describe-primitive'
import { digest } from './digest'
import { Indescribable } from './indescribable'
import type { Shape } from './plain-shape'
import { Unhashable, writePath, type TrailStep } from './unhashable'

/** Values nested deeper than this are refused. */
const MAX_DEPTH = 1000
/** Forms shorter than this are written again for each reference to the same object. */
const MIN_REMEMBERED = 256

/** Thrown when a value is found to contain itself. */
class Cycle extends Error {}

/**
 * The canonical form: text that is the same for equal values and differs for all others. Types are tagged and lengths
 * stand before contents. The order of plain properties does not count, and neither does whether parts are shared or
 * copied.
 *
 * @param accepted code that may be in it; default: instances of all classes, and no functions
 * @param root what the value is called in errors, such as `arguments[0]`
 * @throws Unhashable with the path of a value that cannot be told apart by its content
 */
export function canonicalForm(value: unknown, root: string, accepted: AcceptedCode = ANY_CLASS): string {
  try {
    return new TreeWriter(accepted).write(value)
  } catch (error) {
    if (error instanceof Cycle) return canonicalGraph(value, root, accepted)
    if (error instanceof Indescribable) throw new Unhashable(error.reason, writePath(root, error.trail))
    throw new Unhashable(`could not be read: ${String(error)}`, root)
  }
}

class TreeWriter {
  /** The objects that are being written, outermost first. */
  private readonly open: object[] = []
  /** Long forms of objects, which may be met again. */
  private written: Map<object, string> | undefined

  constructor(private readonly accepted: AcceptedCode) {}

  write(value: unknown): string {
    return describePrimitive(value) ?? this.writeObject(value as object)
  }

  private writeObject(object: object): string {
    const known = this.written?.get(object)
    if (known !== undefined) return known
    if (this.open.includes(object)) throw new Cycle()
    if (this.open.length === MAX_DEPTH) throw new Indescribable(`is nested deeper than ${MAX_DEPTH} levels`)
    this.open.push(object)
    const shape = plainShapeOf(object)
    const form = shape ? this.writePlain(object, shape) : this.writeDescribed(object)
    this.open.pop()
    return form.length < MIN_REMEMBERED ? form : this.remember(object, form)
  }

  private writePlain(object: object, { text, sorted }: Shape): string {
    let form = `O${text}`
    let name = ''
    try {
      for (name of sorted) form += this.write((object as Record<string, unknown>)[name])
    } catch (error) {
      throw behind(name, error)
    }
    return form
  }

  private writeDescribed(object: object): string {
    const { head, children, steps } = describe(object, this.accepted)
    let form = head
    let index = 0
    try {
      for (; index < children.length; index++) form += this.write(children[index])
    } catch (error) {
      throw behind(steps[index] ?? index, error)
    }
    return form
  }

  private remember(object: object, form: string): string {
    const kept = form.length > MAX_PART ? `M${digest(form)}` : form
    this.written ??= new Map()
    this.written.set(object, kept)
    return kept
  }
}

/** What went wrong behind a step, as seen from before it. */
function behind(step: TrailStep, error: unknown): unknown {
  if (error instanceof Cycle) return error
  if (error instanceof Indescribable) return new Indescribable(error.reason, [step, ...error.trail])
  return new Indescribable(`could not be read: ${String(error)}`, [step])
}
