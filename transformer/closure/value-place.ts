/**
 * Where in a value an object is that the code did not make.
 *
 * Empty, it is the value itself. Else the value was made by the code, and each name is a step into it, `*` for any: of
 * `[...items]` the items are in `*`, of `{ rows }` the rows are in `rows`. What a step gives is undefined if the object
 * is not there.
 */
export type Place = readonly Step[]

/** A name, `*` for any, or any but these. */
type Step = string | { readonly except: readonly string[] }

/** What is in a member, or by an unknown name in any. */
export function takenBy(place: Place, name: string | undefined): Place | undefined {
  const [step, ...rest] = place
  if (step === undefined || step === '*' || name === undefined || name === step) return rest
  return typeof step === 'object' && !step.except.includes(name) ? rest : undefined
}

/** What is in an element of a list, a Set or the values of a Map. */
export function elementOf(place: Place): Place | undefined {
  const [step, ...rest] = place
  return step === undefined || isElement(step) ? rest : undefined
}

/** A copy of what is directly in the value. */
export function contentOf(place: Place): Place {
  const [step = '*', ...rest] = place
  return [isElement(step) ? '*' : step, ...rest]
}

function isElement(step: Step): boolean {
  return typeof step === 'object' || /^(?:\*|\d+)$/.test(step)
}

/** What a literal holds of the value that is spread in it, before these properties. */
export function spreadBefore(names: readonly string[], place: Place): Place | undefined {
  const [step = '*', ...rest] = place
  if (typeof step === 'object') return [{ except: [...new Set([...step.except, ...names])].sort() }, ...rest]
  if (step === '*') return [{ except: names }, ...rest]
  return names.includes(step) ? undefined : place
}

const GIVE_ELEMENT = new Set(['get', 'at', 'find', 'findLast', 'pop', 'shift', 'next'])
const GIVE_THEMSELVES = new Set(['sort', 'reverse', 'fill', 'copyWithin', 'set', 'add'])
const GIVE_COPIES = new Set([
  'slice', 'filter', 'concat', 'flat', 'toSorted', 'toReversed', 'toSpliced', 'with', 'values', 'keys', 'splice',
]) // prettier-ignore

/** What the result of a method of the language holds of what it is called on. */
export function fromMethod(name: string, place: Place): Place | undefined {
  if (GIVE_ELEMENT.has(name)) return elementOf(place)
  if (GIVE_THEMSELVES.has(name)) return place
  if (GIVE_COPIES.has(name)) return contentOf(place)
  return name === 'entries' ? inPairs(place) : undefined
}

function inPairs(place: Place): Place {
  return ['*', '*', ...place.slice(1)]
}

const WITH_CALLBACK = new Set([
  'forEach', 'map', 'filter', 'find', 'findLast', 'findIndex', 'findLastIndex', 'some', 'every', 'flatMap',
]) // prettier-ignore

/** Which parameters of a callback are elements, and whether what it returns becomes elements of the result. */
export function fromCallback(
  name: string,
  count: number
): { readonly elements: readonly number[]; readonly keeps: boolean } {
  if (WITH_CALLBACK.has(name)) return { elements: [0], keeps: name === 'map' }
  if (name === 'sort' || name === 'toSorted') return { elements: [0, 1], keeps: false }
  if (name === 'reduce' || name === 'reduceRight') return { elements: count === 1 ? [0, 1] : [1], keeps: false }
  return { elements: [], keeps: false }
}

/** What the result of a function of the language holds of its argument. */
export function fromFunction(name: string | undefined, index: number, place: Place): Place | undefined {
  switch (name) {
    case 'Object.values':
    case 'Array.from':
      return index === 0 ? ['*', ...place.slice(1)] : undefined
    case 'Object.entries':
      return inPairs(place)
    case 'Object.assign':
      return index === 0 ? place : contentOf(place)
    case 'Object.freeze':
      return place
    default:
      return undefined
  }
}

/** `new Set(items)`, `new Map(pairs)` */
export function fromCopying(name: string | undefined, place: Place): Place | undefined {
  if (name === 'Set' || name === 'Array') return contentOf(place)
  return undefined
}
