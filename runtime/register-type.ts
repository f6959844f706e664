import { inspect } from 'node:util'
import { tokenOf } from './function-identity'
import { intrinsicName } from './intrinsics'

/** How instances of a class get into keys and entries. Each is called as a plain function, without a `this`. */
export interface TypeHooks<Instance extends object, Encoded = unknown> {
  /** What entries call the class; the name of no other registered one. Default: the name of the class. */
  readonly name?: string
  /** What tells an instance from others, in place of its properties: anything that can be part of a key. */
  readonly toKey?: (instance: Instance) => unknown
  /** What an entry holds in place of an instance: anything that can be kept. Goes with `decode`. */
  readonly encode?: (instance: Instance) => Encoded
  /** Makes an instance of what `encode` gave. */
  readonly decode?: (encoded: Encoded) => Instance
}

type Hook = 'toKey' | 'encode' | 'decode'

/** What a class was registered with. */
export interface RegisteredType {
  readonly name: string
  readonly prototype: object
  readonly toKey?: (instance: object) => unknown
  readonly encode?: (instance: object) => unknown
  readonly decode?: (encoded: unknown) => unknown
}

/** A class whose instances entries can hold. */
export type KeptType = RegisteredType & Required<Pick<RegisteredType, 'encode' | 'decode'>>

const HOOKS: readonly Hook[] = ['toKey', 'encode', 'decode']

const byPrototype = new WeakMap<object, RegisteredType>()
const byName = new Map<string, RegisteredType>()

/**
 * Tells how instances of a class, those of its subclasses not included, get into keys (`toKey`) and results into entries
 * (`encode`, `decode`). The code of the hooks is in the fingerprint of every function whose types name the class: to edit it
 * makes other keys. That needs the transformer, and hooks that are written in the call or named there.
 *
 * @throws TypeError when the class is built in or registered already, when its name is taken, or when hooks are missing or
 *   unknown
 */
export function registerType<Instance extends object, Encoded = unknown>(
  constructor: abstract new (...args: never[]) => Instance,
  hooks: TypeHooks<Instance, Encoded>
): void {
  const type = readType(constructor, hooks)
  byPrototype.set(type.prototype, type)
  byName.set(type.name, type)
}

function readType(constructor: unknown, hooks: unknown): RegisteredType {
  const prototype: unknown = typeof constructor === 'function' ? constructor.prototype : undefined
  if (typeof constructor !== 'function' || typeof prototype !== 'object' || prototype === null) {
    throw new TypeError(`keyprint: registerType() takes a class first, and was given ${inspect(constructor)}`)
  }
  const called = `registerType(${constructor.name || 'a class without a name'})`
  const refuse = (reason: string): never => {
    throw new TypeError(`keyprint: ${called} ${reason}`)
  }
  if (intrinsicName(prototype) !== undefined) refuse('is not needed: keys and entries know this class')
  if (typeof hooks !== 'object' || hooks === null) return refuse('takes an object of hooks: toKey, encode, decode')
  for (const [key, value] of Object.entries(hooks)) {
    if (key === 'name') continue
    if (!HOOKS.includes(key as Hook)) refuse(`does not know '${key}'; it knows name, ${HOOKS.join(', ')}`)
    if (value !== undefined && typeof value !== 'function') refuse(`needs a function as '${key}'`)
  }
  const { name = constructor.name, toKey, encode, decode } = hooks as Partial<RegisteredType>
  if (typeof name !== 'string' || name === '') refuse("needs a 'name', since the class has none")
  if (!encode !== !decode)
    refuse(`has ${encode ? 'encode' : 'decode'} and needs ${encode ? 'decode' : 'encode'} as well`)
  if (!toKey && !encode) refuse('needs toKey, or encode and decode')
  if (byPrototype.has(prototype)) refuse('was called before: a class is registered once')
  if (byName.has(name)) refuse(`cannot take the name '${name}', which another class has: give it another 'name'`)
  return { name, prototype, ...(toKey && { toKey }), ...(encode && decode && { encode, decode }) }
}

/** The class that a prototype is of, if it was registered. */
export function typeOfPrototype(prototype: object): RegisteredType | undefined {
  return byPrototype.get(prototype)
}

/** The class that entries call so, if it was registered with `encode` and `decode`. */
export function keptTypeNamed(name: string): KeptType | undefined {
  const type = byName.get(name)
  return type && isKept(type) ? type : undefined
}

/** The class of a prototype, if instances of it can be kept. */
export function keptTypeOf(prototype: object): KeptType | undefined {
  const type = byPrototype.get(prototype)
  return type && isKept(type) ? type : undefined
}

function isKept(type: RegisteredType): type is KeptType {
  return type.encode !== undefined
}

/** Which functions a fingerprint covers, by their tokens. */
export type KnownFunctions = Readonly<Record<string, number>>

/** The number of a hook among the functions that a fingerprint covers; undefined where its code is not known. */
export function numberOf(hook: object, known: KnownFunctions): number | undefined {
  const token = tokenOf(hook)
  return token === undefined ? undefined : known[token]
}

/** Whether a fingerprint covers how instances get into entries and out of them. */
export function isCovered({ encode, decode }: KeptType, known: KnownFunctions): boolean {
  return numberOf(encode, known) !== undefined && numberOf(decode, known) !== undefined
}

/** An instance made of what `encode` gave. */
export function makeInstance({ name, prototype, decode }: KeptType, encoded: unknown): object {
  const made = decode(encoded)
  if (typeof made !== 'object' || made === null || Object.getPrototypeOf(made) !== prototype) {
    throw new TypeError(`decode of the registered class '${name}' gave no instance of it`)
  }
  return made
}
