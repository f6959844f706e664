import { canonicalForm } from './canonical'
import { isKnownClass, type AcceptedCode } from './class-identity'
import { describeString } from './describe-primitive'
import { digest } from './digest'
import { isProvided, providedReader } from './provide'
import { Unhashable } from './unhashable'
import type { CaptureReader, FunctionRecord, ParameterRecord } from './contract'

/** Material up to this many characters is an address by itself; longer material is addressed by its hash. */
const MAX_ADDRESS = 256

/** The key of one call: `<namespace>:<name>:<fingerprint>:<digest>`. */
export class Key {
  /** The list in which the memory tier put down the entry that it found for this key, and where in it. */
  places: object | undefined
  place = 0

  /** What the checksums of its entries begin with. */
  sum: bigint | undefined

  private hashed: string | undefined
  private named: string | undefined
  private addressed: string | undefined

  /**
   * @param prefix `<namespace>:<name>:<fingerprint>:`
   * @param args canonical form of the arguments
   * @param captures canonical form of the captures; both are read again after the run
   * @param argumentEnds where the forms of the arguments begin in `args`, and where each of them ends
   * @param captureEnds the same of the captures
   */
  constructor(
    private readonly prefix: string,
    readonly args: string,
    readonly captures: string,
    readonly argumentEnds: readonly number[] = [],
    readonly captureEnds: readonly number[] = []
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
    return (this.named ??= this.prefix + this.hash.slice(0, 32))
  }

  /** What the key is called inside this process: exact, and without hashing when the material is short. */
  get address(): string {
    return (this.addressed ??= this.makeAddress())
  }

  private makeAddress(): string {
    const { material } = this
    return this.prefix + (material.length > MAX_ADDRESS ? `#${this.hash}` : material)
  }
}

/** The `text` of the key that has this address. */
export function textOf(address: string, prefix: string): string {
  const rest = address.slice(prefix.length)
  const hash = rest.startsWith('#') ? rest.slice(1) : digest(rest)
  return prefix + hash.slice(0, 32)
}

/** Stands for a captured value whose form is known without looking at it. */
export class Settled {
  constructor(
    readonly form: string,
    /** It is the same at every later call. */
    readonly isFinal: boolean
  ) {}
}

/**
 * The key of a call with these values.
 * @param args as `visibleArguments` gives them
 * @param captures as `readCaptures` gives them
 * @throws Unhashable when an argument or a capture cannot be told apart by its content
 */
export function writeKey(
  prefix: string,
  record: FunctionRecord,
  args: readonly unknown[],
  captures: readonly unknown[]
): Key {
  const captureEnds: number[] = []
  const captureForm = writeCaptureValues(record, captures, captureEnds)
  const argumentEnds: number[] = []
  return new Key(prefix, writeArgumentValues(record, args, argumentEnds), captureForm, argumentEnds, captureEnds)
}

/**
 * Makes the key of a call.
 * @throws Unhashable when an argument or a capture cannot be told apart by its content
 * @throws MissingProvider when a captured binding is out of reach
 */
export function makeKey(prefix: string, record: FunctionRecord, self: unknown, args: readonly unknown[]): Key {
  return writeKey(prefix, record, visibleArguments(record.parameters, args), readCaptures(record, self))
}

/** Canonical form of the captured values, and of Node's version, locale and time zone where the closure uses what comes with Node. */
export function writeCaptures(record: FunctionRecord, self: unknown): string {
  return writeCaptureValues(record, readCaptures(record, self))
}

/** Canonical form of the arguments, as the function sees them. */
export function writeArguments(record: FunctionRecord, args: readonly unknown[]): string {
  return writeArgumentValues(record, visibleArguments(record.parameters, args))
}

const NOTHING: readonly unknown[] = []

/**
 * One value for each capture, then those of the place where the program runs, if they belong to the key.
 * @throws MissingProvider when a captured binding is out of reach
 */
export function readCaptures({ captures = [], platform, folder }: FunctionRecord, self: unknown): readonly unknown[] {
  if (captures.length === 0 && !platform && !folder) return NOTHING
  const values: unknown[] = []
  for (const capture of captures) values.push(readCapture(capture, self))
  if (platform) values.push(writePlatform())
  if (folder) values.push(process.cwd())
  return values
}

/** @param ends gets where the first value begins in the form, and where each of them ends */
function writeCaptureValues(record: FunctionRecord, values: readonly unknown[], ends: number[] = []): string {
  if (values.length === 0) return ''
  const { captures = [], platform, folder } = record
  const accepted = acceptedCode(record)
  let form = `c${captures.length};`
  ends.push(form.length)
  for (const [index, capture] of captures.entries()) {
    form += writeCapture(capture, values[index], accepted)
    ends.push(form.length)
  }
  if (platform) ends.push((form += String(values[captures.length])).length)
  if (folder) ends.push((form += `d${describeString(String(values.at(-1)))}`).length)
  return form
}

let placeForm = ''
let placeTimeZone: string | undefined
let placeVersion = ''

/** Node's major version, the operating system (of paths and ends of lines), the locale and the time zone: asking for the zone is slow, and `TZ` is how it can change. */
function writePlatform(): string {
  const { TZ = '' } = process.env
  const version = process.versions.node
  if (placeTimeZone !== TZ || placeVersion !== version) {
    const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    placeTimeZone = TZ
    placeVersion = version
    const places = [process.platform, locale, timeZone]
    placeForm = `p${version.split('.', 1)[0]};${places.map(describeString).join('')}`
  }
  return placeForm
}

/** What captures that are read once were found to be. */
const settled = new WeakMap<CaptureReader, Settled>()

function readCapture(capture: CaptureReader, self: unknown): unknown {
  const known = capture.once ? settled.get(capture) : undefined
  if (known !== undefined) return known
  if (isAbsent(capture)) return new Settled('Z', false)
  const read = 'provider' in capture ? providedReader(capture.provider, capture.name) : capture.read
  try {
    return read(self)
  } catch (error) {
    if (error instanceof Unhashable) throw error
    return new Settled(writeUnreadable(error), false)
  }
}

function writeCapture(capture: CaptureReader, value: unknown, accepted: AcceptedCode): string {
  if (value instanceof Settled) return value.form
  const form = canonicalForm(value, capture.name, accepted)
  // Under CommonJS an export of a module that has not run yet is undefined.
  if (capture.once && value !== undefined) settled.set(capture, new Settled(form, true))
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

/** @param ends gets where the first argument begins in the form, and where each of them ends */
function writeArgumentValues(record: FunctionRecord, args: readonly unknown[], ends: number[] = []): string {
  const { ignored } = record.parameters
  const accepted = acceptedCode(record)
  let form = `a${args.length};`
  ends.push(form.length)
  for (let index = 0; index < args.length; index++) {
    form += ignored?.includes(index) ? '_' : canonicalForm(args[index], `arguments[${index}]`, accepted)
    ends.push(form.length)
  }
  return form
}

const acceptedCodes = new WeakMap<FunctionRecord, AcceptedCode>()

function acceptedCode(record: FunctionRecord): AcceptedCode {
  const known = acceptedCodes.get(record)
  if (known) return known
  const { classes = [], foreign, functions = {} } = record
  const accepted = { classes, foreign: foreign === true, functions }
  acceptedCodes.set(record, accepted)
  return accepted
}

/** One value for each parameter, as the function sees them: absent is undefined, and defaults are filled in. */
export function visibleArguments(parameters: ParameterRecord, args: readonly unknown[]): readonly unknown[] {
  const { count, defaults, ignored } = parameters
  // What reads `arguments` sees how many there are and which of them were left to their defaults.
  if (count === 'all' || (count === args.length && !defaults && !ignored)) return args
  if (count < args.length && !defaults && !ignored) return args.slice(0, count)
  const visible: unknown[] = []
  for (let index = 0; index < count; index++) {
    const value = index < args.length && !ignored?.includes(index) ? args[index] : undefined
    visible.push(value === undefined && !ignored?.includes(index) ? defaults?.[index] : value)
  }
  return visible
}
