import { digest } from './digest'
import { intrinsicName, isNative } from './intrinsics'
import { Unhashable } from './unhashable'

/** Either what tells a class from every other one, or why its instances cannot be told apart by content. */
export type ClassIdentity =
  { readonly identity: string; readonly ends: string | null; readonly refused?: never } | { readonly refused: string }

const identities = new WeakMap<object, ClassIdentity>()
const registered = new WeakMap<object, string>()

const codeHashes = new WeakMap<object, string>()
const knownHashes = new Set<string>()

/**
 * Called by emitted code in a class whose instances may reach a cached function: `hash` stands for the code of the class.
 * An empty one stands for code that is in no fingerprint.
 */
export function knowClass(constructor: abstract new (...args: never[]) => object, hash: string): void {
  codeHashes.set(constructor.prototype as object, hash)
  knownHashes.add(hash)
}

/** Whether a class of this code has been defined. */
export function isKnownClass(hash: string): boolean {
  return knownHashes.has(hash)
}

const classNames = new WeakMap<object, { readonly name: string; readonly code: string }>()

/**
 * Called by emitted code in a class whose methods a cached method may call on `this`: its name in this program, and what stands
 * for its code in every build.
 */
export function nameClass(constructor: abstract new (...args: never[]) => object, name: string, code: string): void {
  const named = { name, code: `${constructor.name}#${code}` }
  classNames.set(constructor, named).set(constructor.prototype as object, named)
}

/** Code that values in a key may bring along. */
export interface AcceptedCode {
  /** Classes whose instances may be in it, by the hashes given by `knowClass`. */
  readonly classes: readonly string[]
  /** Also classes that have no hash. */
  readonly foreign: boolean
  /** Functions that may be in it, by the tokens given by `identify`, with the number that stands for each. */
  readonly functions: Readonly<Record<string, number>>
}

export const ANY_CLASS: AcceptedCode = { classes: [], foreign: true, functions: {} }

/** Why instances of the class of a prototype may not be in a key, or undefined if they may. */
export function refuseClass(prototype: object, accepted: AcceptedCode): string | undefined {
  if (intrinsicName(prototype) !== undefined || registered.has(prototype)) return undefined
  const hash = codeHashes.get(prototype)
  if (hash === undefined ? accepted.foreign : accepted.classes.includes(hash)) return undefined
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  const name = typeof constructor === 'function' && constructor.name !== '' ? constructor.name : 'a class'
  return `is an instance of ${name}, whose code the types of the function do not name`
}

/** Gives a class an identity of its own instead of the one made of its source. */
export function identifyClass(constructor: abstract new (...args: never[]) => object, identity: string): void {
  registered.set(constructor.prototype as object, identity)
  identities.delete(constructor.prototype as object)
}

/**
 * Identifies the classes of an instance from its prototype up: the name and source of each class, down to a built-in
 * one (`ends`) or none.
 */
export function classIdentity(prototype: object | null): ClassIdentity {
  if (prototype === null) return { identity: 'null', ends: null }
  const known = identities.get(prototype)
  if (known) return known
  const found = identify(prototype)
  identities.set(prototype, found)
  return found
}

function identify(prototype: object): ClassIdentity {
  const intrinsic = intrinsicName(prototype)
  if (intrinsic !== undefined) return { identity: intrinsic, ends: intrinsic === 'Buffer' ? 'Uint8Array' : intrinsic }
  const parent = classIdentity(Object.getPrototypeOf(prototype) as object | null)
  if (parent.refused !== undefined) return parent
  const own = registered.get(prototype) ?? sourceIdentity(prototype)
  if (typeof own === 'object') return own
  const hash = codeHashes.get(prototype)
  // The hash holds for every build of the same code, the source only for this one.
  if (hash) return { identity: `#${hash}<${parent.identity}`, ends: parent.ends }
  return { identity: `${own}<${parent.identity}`, ends: parent.ends }
}

function sourceIdentity(prototype: object): string | { refused: string } {
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof constructor !== 'function' || constructor.prototype !== prototype) {
    return { refused: 'has a prototype that is not a class' }
  }
  const name = constructor.name
  if (isNative(constructor)) return { refused: `is an instance of ${name}, whose state cannot be read` }
  if (propertiesOf(prototype).some(({ value }) => typeof value === 'object' && value !== null)) {
    return { refused: `is an instance of ${name || 'a class'}, whose prototype holds an object` }
  }
  const source = [sourceOf(constructor), ...memberSources(prototype)].join('\n')
  if (hasHiddenState(source)) return { refused: `is an instance of ${name || 'a class'}, which has private state` }
  return `${name.length}:${name}:${digest(source)}`
}

interface PrototypeProperty {
  readonly key: string
  readonly value: unknown
}

/** What stands on a prototype, getters and setters as values of their own. */
function propertiesOf(prototype: object): PrototypeProperty[] {
  return Reflect.ownKeys(prototype)
    .filter(key => key !== 'constructor')
    .sort(byText)
    .flatMap(key =>
      Object.entries(Object.getOwnPropertyDescriptor(prototype, key) ?? {})
        .filter(([attribute]) => ['value', 'get', 'set'].includes(attribute))
        .map(([attribute, value]: [string, unknown]) => ({ key: `${attribute} ${String(key)}`, value }))
    )
}

/** Methods that are not part of the constructor's own source, as in classes lowered to functions, and constants. */
function memberSources(prototype: object): string[] {
  return propertiesOf(prototype).map(({ key, value }) => {
    return `${key} ${typeof value} ${typeof value === 'function' ? sourceOf(value) : String(value)}`
  })
}

function byText(a: string | symbol, b: string | symbol): number {
  return String(a) < String(b) ? -1 : 1
}

function sourceOf(member: unknown): string {
  return Function.prototype.toString.call(member)
}

/** `#x` members, `accessor` fields, what compilers lower those to, and state kept in a WeakMap by instance. */
const HIDDEN_STATE = new RegExp(
  [
    String.raw`\.\s*#[\p{ID_Start}$_\\]`,
    String.raw`#[\p{ID_Start}$_][\p{ID_Continue}$]*\s+in\b`,
    String.raw`\baccessor\s+[\p{ID_Start}$_#[]`,
    String.raw`class_?private|__private(?:Get|Set|Add|Method|In)\b`,
    String.raw`\.get\(\s*this\s*\)`
  ].join('|'),
  'iu'
)

function hasHiddenState(source: string): boolean {
  return HIDDEN_STATE.test(source)
}

/**
 * Which class an object is an instance of, as text: the name and source of each class up to a built-in one, with the
 * functions that the object has of its own. Called by emitted code where these decide which method runs; unlike
 * `classIdentity` it does not ask for the state of the instance, so that classes with private members have one too.
 *
 * @param instance an instance, or a class for its static methods
 * @param kin names of the classes that the build has followed, that of the cached method first; left out, any class will do
 * @param fields what an instance may have of its own in place of a method
 * @throws Unhashable when other methods than those of `kin` may run
 */
export function classOf(instance: unknown, kin?: readonly string[], fields: readonly string[] = []): string {
  if (kin !== undefined && Object(instance) === instance) refuseStranger(instance as object, kin, fields)
  const names: string[] = []
  if (typeof instance === 'function') names.push(classNames.get(instance)?.code ?? digest(sourceOf(instance)))
  else if (typeof instance === 'object' && instance !== null) names.push(...functionSources(instance))
  for (let prototype: unknown = Object.getPrototypeOf(Object(instance)); prototype !== null;) {
    const own = prototype as object
    names.push(
      typeof own === 'function'
        ? (classNames.get(own)?.code ?? digest(sourceOf(own)))
        : (classNames.get(own)?.code ?? intrinsicName(own) ?? registered.get(own) ?? nameBySource(own))
    )
    prototype = Object.getPrototypeOf(own)
  }
  return names.join('<')
}

function refuseStranger(instance: object, kin: readonly string[], fields: readonly string[]): void {
  const refuse = (reason: string): never => {
    throw new Unhashable(reason, 'this')
  }
  const isClass = typeof instance === 'function'
  const first = Object.getPrototypeOf(instance) as object | null
  for (const key of isClass || first === null ? [] : Reflect.ownKeys(instance)) {
    if (!(key in (first as object)) || fields.includes(key as string)) continue
    const property = Object.getOwnPropertyDescriptor(instance, key)
    if (typeof property?.value === 'function' || property?.get !== undefined)
      refuse(`has a '${String(key)}' of its own in place of that of its class`)
  }
  for (let each = isClass ? instance : first; ; each = Object.getPrototypeOf(each) as object | null) {
    const name = each === null ? undefined : classNames.get(each)?.name
    if (each === null || name === undefined || !kin.includes(name)) {
      refuse('is an instance of a class that the build does not know to extend that of the method')
    }
    if (name === kin[0]) return
  }
}

function functionSources(object: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(object)).flatMap(([key, { value }]): string[] =>
    typeof value === 'function' ? [`${key.length}:${key}${digest(sourceOf(value))}`] : []
  )
}

/** What tells the classes of an instance from all others, whatever state they have: `classIdentity` asks for that as well. */
export function namesOf(prototype: object): string {
  const names: string[] = []
  for (let each: object | null = prototype; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    const hash = codeHashes.get(each)
    names.push(hash ? `#${hash}` : (intrinsicName(each) ?? registered.get(each) ?? nameBySource(each)))
  }
  return names.join('<')
}

const namesBySource = new WeakMap<object, string>()

function nameBySource(prototype: object): string {
  const known = namesBySource.get(prototype)
  if (known !== undefined) return known
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  const own = typeof constructor === 'function' ? [constructor.name, sourceOf(constructor)] : []
  const name = digest([...own, ...memberSources(prototype)].join('\n'))
  namesBySource.set(prototype, name)
  return name
}
