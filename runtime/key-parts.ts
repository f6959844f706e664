import type { Call } from './call'
import { digest } from './digest'
import { writeArguments, writeCaptures } from './key'

/** One thing that a key is made of: an argument, a captured value, or what the function depends on of its surroundings. */
export interface KeyPart {
  /** `arguments[0]`, the name of a captured value, `Node, locale and time zone`, or `working directory`. */
  readonly name: string
  /** The same for equal values. */
  readonly form: string
}

/** Longer forms are remembered by their hash. */
const MAX_FORM = 64

/** What the key of a call is made of, part by part. Throws what `makeKey` throws. */
export function partsOf({ cached: { record }, self, args }: Call): readonly KeyPart[] {
  const { parameters, captures = [], platform, folder } = record
  const { count, defaults, ignored = [] } = parameters
  const written: KeyPart[] = []
  for (let index = 0; index < (count === 'all' ? args.length : count); index++) {
    if (ignored.includes(index)) continue
    const value = args[index] === undefined && count !== 'all' ? defaults?.[index] : args[index]
    const form = writeArguments({ ...record, parameters: { count: 'all' } }, [value])
    written.push({ name: `arguments[${index}]`, form })
  }
  const { platform: _, folder: __, ...rest } = record
  for (const capture of captures) {
    written.push({ name: capture.name, form: writeCaptures({ ...rest, captures: [capture] }, self) })
  }
  const place = { ...rest, captures: [] }
  if (platform) written.push({ name: 'Node, locale and time zone', form: writeCaptures({ ...place, platform }, self) })
  if (folder) written.push({ name: 'working directory', form: writeCaptures({ ...place, folder }, self) })
  return written.map(({ name, form }) => ({ name, form: form.length > MAX_FORM ? digest(form) : form }))
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
