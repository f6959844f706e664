import { canonicalGraph } from './canonical-graph'
import { ANY_CLASS, type AcceptedCode } from './class-identity'
import { describe, describePrimitive, Indescribable } from './describe'
import { digest } from './digest'
import { Unhashable, writePath, type TrailStep } from './unhashable'

/** Values nested deeper than this are refused. */
const MAX_DEPTH = 1000
/** A part of a value whose form is longer than this many characters stands in the whole as its hash. */
const MAX_PART = 4096
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
  const writer = new TreeWriter(accepted)
  try {
    return writer.write(value)
  } catch (error) {
    if (error instanceof Cycle) return canonicalGraph(value, root, accepted)
    if (error instanceof Indescribable) throw writer.refuse(error, root)
    throw new Unhashable(`could not be read: ${String(error)}`, root)
  }
}

class TreeWriter {
  /** The objects that are being written, outermost first. */
  private readonly open: object[] = []
  private readonly trail: TrailStep[] = []
  private readonly written = new Map<object, string>()

  constructor(private readonly accepted: AcceptedCode) {}

  write(value: unknown): string {
    const primitive = describePrimitive(value)
    if (primitive !== undefined) return primitive
    const object = value as object
    const known = this.written.size > 0 ? this.written.get(object) : undefined
    if (known !== undefined) return known
    if (this.open.includes(object)) throw new Cycle()
    if (this.open.length === MAX_DEPTH) throw new Indescribable(`is nested deeper than ${MAX_DEPTH} levels`)
    return this.writeObject(object)
  }

  refuse({ reason, step }: Indescribable, root: string): Unhashable {
    return new Unhashable(reason, writePath(root, step === undefined ? this.trail : [...this.trail, step]))
  }

  private writeObject(object: object): string {
    const { head, children, steps } = describe(object, this.accepted)
    this.open.push(object)
    let form = head
    for (let index = 0; index < children.length; index++) {
      this.trail.push(steps[index] ?? index)
      form += this.write(children[index])
      this.trail.pop()
    }
    this.open.pop()
    return form.length < MIN_REMEMBERED ? form : this.remember(object, form)
  }

  private remember(object: object, form: string): string {
    const kept = form.length > MAX_PART ? `M${digest(form)}` : form
    this.written.set(object, kept)
    return kept
  }
}
