import { deserialize, serialize } from 'node:v8'
import { types } from 'node:util'
import { Copier, copyOf, type Copying } from './copy'
import { emptyError, intrinsicName, viewClass, viewName } from './intrinsics'
import { SMALLEST_PART } from './parts'
import { isCovered, keptTypeNamed, keptTypeOf, makeInstance, type KnownFunctions } from './register-type'

/**
 * Bytes for any value in which `findUnstorable` finds nothing. What `v8.serialize` keeps goes to it as it is; the other
 * kinds are taken apart, and a list beside the value says which objects stand for them.
 *
 * @param large gets the memory that is too large to be copied, as it is. Default: all of it is among the bytes
 */
export function encode(value: unknown, large?: Uint8Array[]): Buffer {
  const dismantler = new Dismantler(large)
  const tree = dismantler.copy(value)
  return serialize(dismantler.parts.length > 0 ? [tree, dismantler.parts] : [tree])
}

/**
 * The value of bytes that `encode` made. Runs no code of the value's: they can only name kinds known here, and registered
 * classes whose `decode` is then called.
 *
 * @param known the functions that may be called; default: none
 * @param large what `encode` gave so; becomes part of the value
 * @throws Error when they are no such bytes, or hold an instance of a class that is not registered as it was
 */
export function decode(bytes: Buffer, known: KnownFunctions = {}, large: readonly ArrayBuffer[] = []): unknown {
  const whole: unknown = deserialize(bytes)
  if (!Array.isArray(whole) || whole.length < 1 || whole.length > 2) throw new TypeError('not an encoded value')
  const [tree, parts] = whole as [unknown, unknown?]
  return parts === undefined ? copyOf(tree) : new Assembler(readParts(parts), known, large).copy(tree)
}

type PartKind = 'null' | 'error' | 'pattern' | 'view' | 'url' | 'search' | 'frozen' | 'type' | 'large' | 'bytes'

/** An object of the tree, what it stands for, and the data needed to make that. */
type Part = readonly [placeholder: object, kind: PartKind, ...data: unknown[]]

class Dismantler extends Copier {
  readonly parts: Part[] = []

  constructor(private readonly large?: Uint8Array[]) {
    super()
  }

  protected override begin(source: object): Copying {
    const prototype = Object.getPrototypeOf(source) as object | null
    if (prototype === null) return this.takeApart('null', () => [this.copyEntries(source)])
    if (prototype === Object.prototype || Array.isArray(source)) return super.begin(source)
    const type = keptTypeOf(prototype)
    if (type) return this.takeApart('type', () => [type.name, this.copy(type.encode(source))])
    if (types.isNativeError(source)) {
      return this.takeApart('error', () => [intrinsicName(prototype) ?? 'Error', this.copyEntries(source)])
    }
    if (types.isRegExp(source)) return this.takeApart('pattern', () => [source.source, source.flags, source.lastIndex])
    const { large } = this
    if (large && types.isArrayBuffer(source) && source.byteLength >= SMALLEST_PART) {
      return this.takeApart('large', () => [large.push(new Uint8Array(source)) - 1])
    }
    if (large && Buffer.isBuffer(source) && source.length >= SMALLEST_PART) {
      return this.takeApart('bytes', () => [large.push(source) - 1])
    }
    if (ArrayBuffer.isView(source) && intrinsicName(prototype) !== 'Buffer') {
      const length = types.isTypedArray(source) ? source.length : source.byteLength
      return this.takeApart('view', () => [viewName(source), this.copy(source.buffer), source.byteOffset, length])
    }
    if (source instanceof URL) return this.takeApart('url', () => [source.href])
    if (source instanceof URLSearchParams) return this.takeApart('search', () => [source.toString()])
    return super.begin(source)
  }

  protected override finish(source: object, target: object): object {
    if (Object.isFrozen(source) && !ArrayBuffer.isView(source)) this.parts.push([target, 'frozen'])
    return target
  }

  private takeApart(kind: PartKind, data: () => unknown[]): Copying {
    const target = {}
    return { target, fill: () => this.parts.push([target, kind, ...data()]) }
  }

  /** Keys, values and whether each key is enumerable. */
  private copyEntries(source: object): unknown[] {
    return Object.getOwnPropertyNames(source).map(key => [
      key,
      this.copy(Reflect.get(source, key)),
      Object.prototype.propertyIsEnumerable.call(source, key)
    ])
  }
}

class Assembler extends Copier {
  /** Stand for instances that are being made. */
  private readonly open = new Set<object>()

  constructor(
    private readonly parts: { readonly made: Map<object, Part>; readonly frozen: Set<object> },
    private readonly known: KnownFunctions,
    private readonly large: readonly ArrayBuffer[]
  ) {
    super()
  }

  protected override begin(source: object): Copying {
    const part = this.parts.made.get(source)
    if (!part) return super.begin(source)
    const [, kind, ...data] = part
    if (kind === 'null') return this.withEntries(Object.create(null) as object, data[0])
    if (kind === 'error') return this.withEntries(emptyError(String(data[0])), data[1])
    if (kind === 'pattern') return { target: assemblePattern(data) }
    if (kind === 'large') return { target: this.largeAt(data[0]) }
    if (kind === 'bytes') return { target: Buffer.from(this.largeAt(data[0])) }
    if (kind === 'view') return { target: this.assembleView(data) }
    if (kind === 'type') return { target: this.assembleInstance(source, String(data[0]), data[1]) }
    return { target: kind === 'url' ? new URL(String(data[0])) : new URLSearchParams(String(data[0])) }
  }

  protected override finish(source: object, target: object): object {
    return this.parts.frozen.has(source) ? Object.freeze(target) : target
  }

  private largeAt(index: unknown): ArrayBuffer {
    const found = this.large[Number(index)]
    if (!found) throw new TypeError('not an encoded value')
    return found
  }

  private withEntries(target: object, entries: unknown): Copying {
    const fill = () => {
      for (const [key, value, enumerable] of entries as [string, unknown, boolean][]) {
        Object.defineProperty(target, key, { value: this.copy(value), enumerable, writable: true, configurable: true })
      }
    }
    return { target, fill }
  }

  private assembleInstance(source: object, name: string, encoded: unknown): object {
    const type = keptTypeNamed(name)
    if (!type) throw new TypeError(`it holds an instance of '${name}', and no class of this name is registered`)
    if (!isCovered(type, this.known)) throw new TypeError(`the hooks of '${name}' are not those of its fingerprint`)
    if (this.open.has(source)) throw new TypeError('not an encoded value')
    this.open.add(source)
    const made = makeInstance(type, this.copy(encoded))
    this.open.delete(source)
    return made
  }

  private assembleView([name, buffer, offset, length]: unknown[]): object {
    return new (viewClass(String(name)))(this.copy(buffer) as ArrayBuffer, Number(offset), Number(length))
  }
}

function assemblePattern([source, flags, lastIndex]: unknown[]): RegExp {
  const pattern = new RegExp(String(source), String(flags))
  pattern.lastIndex = Number(lastIndex)
  return pattern
}

const KINDS: ReadonlySet<unknown> = new Set<PartKind>([
  'null',
  'error',
  'pattern',
  'view',
  'url',
  'search',
  'frozen',
  'type',
  'large',
  'bytes'
])

function readParts(parts: unknown): { made: Map<object, Part>; frozen: Set<object> } {
  const made = new Map<object, Part>()
  const frozen = new Set<object>()
  for (const part of readList(parts)) {
    if (!Array.isArray(part) || typeof part[0] !== 'object' || part[0] === null || !KINDS.has(part[1])) {
      throw new TypeError('not an encoded value')
    }
    if (part[1] === 'frozen') frozen.add(part[0] as object)
    else made.set(part[0] as object, part as unknown as Part)
  }
  return { made, frozen }
}

function readList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not an encoded value')
  return value
}
