import { types } from 'node:util'
import { intrinsicName } from './intrinsics'
import { jsonText } from './json-text'
import type { Unstorable } from './storable'
import { writePath, type TrailStep } from './unhashable'

/** How results are written into entries. An entry says itself how it is to be read. */
export type Codec =
  /** Whatever can be kept, exactly. */
  | 'structured'
  /** JSON, which programs in other languages read too; what JSON does not give back as it is, is not kept. */
  | 'json'
  /** A `Uint8Array`, a `Buffer` or a text, as its bytes. */
  | 'bytes'

/**
 * Why a codec does not give back a result as it is, and where in it.
 * @param result one in which `findUnstorable` finds nothing
 */
export function findMisfit(codec: Codec | undefined, result: unknown): Unstorable | undefined {
  if (codec === 'json' && jsonText(result) === undefined) return new JsonSearch(result).run()
  return codec === 'bytes' ? whyNoBytes(result) : undefined
}

/** Half of a character, which no bytes stand for. */
const LONE_SURROGATE = /\p{Surrogate}/u

function whyNoBytes(result: unknown): Unstorable | undefined {
  const refuse = (reason: string): Unstorable => ({ path: 'result', reason: `${reason}, and its codec is 'bytes'` })
  if (typeof result === 'string') return LONE_SURROGATE.test(result) ? refuse('has half of a character') : undefined
  const name = types.isUint8Array(result) ? intrinsicName(Object.getPrototypeOf(result) as object) : undefined
  return name === 'Uint8Array' || name === 'Buffer' ? undefined : refuse('is neither a Uint8Array nor a text')
}

/** The first part of a value that `JSON.parse` would not give back as it was. */
class JsonSearch {
  private readonly trail: TrailStep[] = []
  private readonly met = new Set<object>()
  private readonly isFrozen: boolean

  constructor(private readonly result: unknown) {
    this.isFrozen = typeof result === 'object' && result !== null && Object.isFrozen(result)
  }

  run(): Unstorable | undefined {
    const reason = this.reasonAgainst(this.result)
    return reason === undefined
      ? undefined
      : { path: writePath('result', this.trail), reason: `${reason}, which JSON does not keep` }
  }

  private reasonAgainst(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return undefined
      case 'number':
        if (Object.is(value, -0)) return 'is -0'
        return Number.isFinite(value) ? undefined : `is ${value}`
      case 'object':
        return value === null ? undefined : this.reasonAgainstObject(value)
      case 'undefined':
        return 'is undefined'
      default:
        return `is a ${typeof value}`
    }
  }

  private reasonAgainstObject(object: object): string | undefined {
    if (this.met.has(object)) return 'is an object that stands in it twice'
    this.met.add(object)
    const isList = Array.isArray(object)
    const prototype: unknown = Object.getPrototypeOf(object)
    if (prototype !== (isList ? Array.prototype : Object.prototype)) return `is ${whatItIs(object, prototype)}`
    if (Object.isFrozen(object) !== this.isFrozen)
      return this.isFrozen ? 'can be changed in what is frozen' : 'is frozen'
    const names = Object.getOwnPropertyNames(object)
    for (const name of names) {
      if (isList && name === 'length') continue
      const isNamed = isList ? !isIndex(name) : name === '__proto__'
      const part = (object as Record<string, unknown>)[name]
      this.trail.push(name)
      const reason = isNamed ? 'is a property of this name' : this.reasonAgainst(part)
      if (reason !== undefined) return reason
      this.trail.pop()
    }
    return isList && names.length <= object.length ? 'has a hole' : undefined
  }
}

/** `'007'` and `'4294967295'` are names like any other. */
function isIndex(name: string): boolean {
  return String(Number(name) >>> 0) === name && name !== '4294967295'
}

function whatItIs(object: object, prototype: unknown): string {
  if (prototype === null) return 'an object without a prototype'
  const { constructor } = object
  return `an instance of ${(typeof constructor === 'function' && constructor.name) || 'a class without a name'}`
}
