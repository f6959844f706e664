import { canonicalForm } from './canonical'
import { isKnownClass, type AcceptedCode } from './class-identity'
import { describeString } from './describe'
import { digest } from './digest'
import { isProvided, providedReader } from './provide'
import { Unhashable } from './unhashable'
import type { CaptureReader, FunctionRecord, ParameterRecord } from './contract'

/** Material up to this many characters is an address by itself; longer material is addressed by its hash. */
const MAX_ADDRESS = 256

/** The key of one call: `<namespace>:<name>:<fingerprint>:<digest>`. */
export class Key {
  private hashed: string | undefined

  /**
   * @param prefix `<namespace>:<name>:<fingerprint>:`
   * @param args canonical form of the arguments
   * @param captures canonical form of the captures; both are read again after the run
   */
  constructor(
    private readonly prefix: string,
    readonly args: string,
    readonly captures: string
  ) {}

  private get material(): string {
    return this.args + this.captures
  }

  /** SHA-256 of the key material; the entry's check is made of it. */
  get hash(): string {
    return (this.hashed ??= digest(this.material))
  }

  /** What the key is called in a store: 128 bits of the hash behind the prefix. */
  get text(): string {
    return this.prefix + this.hash.slice(0, 32)
  }

  /** What the key is called inside this process: exact, and without hashing when the material is short. */
  get address(): string {
    return this.prefix + (this.material.length > MAX_ADDRESS ? `#${this.hash}` : this.material)
  }
}

/**
 * Makes the key of a call.
 * @throws Unhashable when an argument or a capture cannot be told apart by its content
 * @throws MissingProvider when a captured binding is out of reach
 */
export function makeKey(prefix: string, record: FunctionRecord, self: unknown, args: readonly unknown[]): Key {
  const captures = writeCaptures(record, self)
  return new Key(prefix, writeArguments(record, args), captures)
}

/** Canonical form of the captured values, and of Node's version, locale and time zone where the closure uses what comes with Node. */
export function writeCaptures(record: FunctionRecord, self: unknown): string {
  const { captures = [], platform, folder } = record
  if (captures.length === 0 && !platform && !folder) return ''
  const accepted = acceptedCode(record)
  let form = `c${captures.length};`
  for (const capture of captures) form += writeCapture(capture, self, accepted)
  if (platform) form += writePlatform()
  return folder ? `${form}d${describeString(process.cwd())}` : form
}

let placeForm = ''
let placeTimeZone: string | undefined

/** Node's major version, the locale and the time zone: asking for the zone is slow, and `TZ` is how it can change. */
function writePlatform(): string {
  const { TZ = '' } = process.env
  if (placeTimeZone !== TZ) {
    const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    placeTimeZone = TZ
    placeForm = describeString(locale) + describeString(timeZone)
  }
  return `p${process.versions.node.split('.', 1)[0]};${placeForm}`
}

/** Forms of captures that are read once. */
const written = new WeakMap<CaptureReader, string>()

function writeCapture(capture: CaptureReader, self: unknown, accepted: AcceptedCode): string {
  const known = capture.once ? written.get(capture) : undefined
  if (known !== undefined) return known
  if (isAbsent(capture)) return 'Z'
  const read = 'provider' in capture ? providedReader(capture.provider, capture.name) : capture.read
  let value: unknown
  try {
    value = read(self)
  } catch (error) {
    if (error instanceof Unhashable) throw error
    return writeUnreadable(error)
  }
  const form = canonicalForm(value, capture.name, accepted)
  // Under CommonJS an export of a module that has not run yet is undefined.
  if (capture.once && value !== undefined) written.set(capture, form)
  return form
}

/** Its module is not loaded, and neither is any class that reads it: no call can come to read it. */
function isAbsent(capture: CaptureReader): boolean {
  if (!('provider' in capture) || capture.classes === undefined || isProvided(capture.provider)) return false
  return !capture.classes.some(isKnownClass)
}

/** A missing link of a path, or a binding that is not initialized yet, is a value of its own. */
function writeUnreadable(error: unknown): string {
  return error instanceof Error ? `x${describeString(error.name)}${describeString(error.message)}` : 'X'
}

/** Canonical form of the arguments, as the function sees them. */
export function writeArguments(record: FunctionRecord, args: readonly unknown[]): string {
  const { parameters } = record
  const accepted = acceptedCode(record)
  const visible = visibleArguments(parameters, args)
  let form = `a${visible.length};`
  for (const [index, value] of visible.entries()) {
    form += parameters.ignored?.includes(index) ? '_' : canonicalForm(value, `arguments[${index}]`, accepted)
  }
  return form
}

function acceptedCode({ classes = [], foreign, functions = {} }: FunctionRecord): AcceptedCode {
  return { classes, foreign: foreign === true, functions }
}

/** One value for each parameter, as the function sees them: absent is undefined, and defaults are filled in. */
function visibleArguments(parameters: ParameterRecord, args: readonly unknown[]): unknown[] {
  const { count, defaults, ignored = [] } = parameters
  // What reads `arguments` sees how many there are and which of them were left to their defaults.
  if (count === 'all') return [...args]
  return Array.from({ length: count }, (_, index) => {
    if (ignored.includes(index)) return undefined
    const value = args[index]
    return value === undefined ? defaults?.[index] : value
  })
}
