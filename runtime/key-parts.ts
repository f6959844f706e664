import type { FunctionRecord } from './contract'
import { digest } from './digest'
import type { Key } from './key'

/** One thing that a key is made of: an argument, a captured value, or what the function depends on of its surroundings. */
export interface KeyPart {
  /** `arguments[0]`, the name of a captured value, `Node, locale and time zone`, or `working directory`. */
  readonly name: string
  /** The same for equal values. */
  readonly form: string
}

/** Longer forms are remembered by their hash: a piece of a text keeps all of it in memory. */
const MAX_FORM = 12

/** What a key is made of, part by part. */
export function partsOf(key: Key, { parameters, captures = [], platform, folder }: FunctionRecord): readonly KeyPart[] {
  const places = [...(platform ? ['Node, locale and time zone'] : []), ...(folder ? ['working directory'] : [])]
  return [
    ...partsAt(key.args, key.argumentEnds, index => `arguments[${index}]`).filter(
      (_, index) => !parameters.ignored?.includes(index)
    ),
    ...partsAt(key.captures, key.captureEnds, index => captures[index]?.name ?? places[index - captures.length] ?? '')
  ]
}

function partsAt(form: string, ends: readonly number[], nameAt: (index: number) => string): KeyPart[] {
  return ends.slice(1).map((end, index) => {
    const part = form.slice(ends[index], end)
    return { name: nameAt(index), form: part.length > MAX_FORM ? digest(part) : part }
  })
}

/** The names of what differs between two keys of one function, those of the first one first. */
export function differingParts(parts: readonly KeyPart[], others: readonly KeyPart[]): readonly string[] {
  const [forms, otherForms] = [formsByName(parts), formsByName(others)]
  return [...new Set([...forms.keys(), ...otherForms.keys()])].filter(name => forms.get(name) !== otherForms.get(name))
}

/** Captured values of several modules may have one name. */
function formsByName(parts: readonly KeyPart[]): ReadonlyMap<string, string> {
  const forms = new Map<string, string>()
  for (const { name, form } of parts) forms.set(name, (forms.get(name) ?? '') + form)
  return forms
}
