import { describePrimitive } from './describe-primitive'

/**
 * Places for lists of arguments. Two lists have one place when each argument is the same as the other by `Object.is`.
 *
 * The objects of a list lead from one weak map to the next, and its place hangs behind the last of them: it is collected
 * with the first of them that nothing else holds. The primitives beside the objects are told apart within the place.
 */
export class IdentityTree<Place extends object> {
  /** By which of the arguments are objects: `'op'` for an object and a primitive. */
  private readonly roots = new Map<string, Level<Place> | Place>()

  constructor(private readonly makePlace: () => Place) {}

  /** The place, and a text of the primitives. Undefined for a symbol, which no text stands for. */
  find(args: readonly unknown[]): readonly [place: Place, primitives: string] | undefined {
    let pattern = ''
    let primitives = ''
    const objects: object[] = []
    for (const value of args) {
      if (typeof value === 'symbol') return undefined
      const form = typeof value === 'function' ? undefined : describePrimitive(value)
      if (form === undefined) objects.push(value as object)
      primitives += form ?? ''
      pattern += form === undefined ? 'o' : 'p'
    }
    return [this.behind(pattern, objects), primitives]
  }

  private behind(pattern: string, objects: readonly object[]): Place {
    let found = this.roots.get(pattern)
    if (!found) this.roots.set(pattern, (found = this.make(objects.length)))
    for (const [index, object] of objects.entries()) {
      const { next } = found as Level<Place>
      found = next.get(object)
      if (!found) next.set(object, (found = this.make(objects.length - index - 1)))
    }
    return found as Place
  }

  /** @param below how many objects lead on from there */
  private make(below: number): Level<Place> | Place {
    return below > 0 ? new Level<Place>() : this.makePlace()
  }
}

class Level<Place extends object> {
  readonly next = new WeakMap<object, Level<Place> | Place>()
}
