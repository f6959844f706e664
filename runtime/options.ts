import { BYTE_SIZE, readByteSize } from './byte-size'
import type { AverageOptions, CachedOptions, KeptResult } from './cached-options'
import { DURATION, readDuration } from './duration'
import { checkGroup, readCount, type Readers } from './setting-group'
import { readPin } from './pin-option'
import type { Codec } from './result-codec'
import type { Isolation } from './snapshot'

/** Options as the runtime uses them; durations in milliseconds. */
export interface ResolvedOptions {
  readonly ttl?: number
  readonly jitter?: number
  readonly staleWhileRevalidate?: number
  readonly staleIfError?: number
  /** How much earlier than the length of a run foretells: 1 is as much. */
  readonly earlyRefresh?: number
  readonly shouldCache?: (result: unknown, args: readonly unknown[]) => unknown
  readonly minDuration?: number
  /** Bytes. */
  readonly maxSize?: number
  readonly maxEntries?: number
  readonly validate?: (entry: KeptResult, args: readonly unknown[]) => unknown
  readonly cacheErrors?: (error: unknown, args: readonly unknown[]) => unknown
  readonly onMiss?: (args: readonly unknown[]) => unknown
  readonly tags?: (...args: readonly unknown[]) => unknown
  readonly key?: (...args: readonly unknown[]) => unknown
  readonly version?: string
  readonly fingerprint?: string
  readonly ignoreCode?: true
  /** As one text, as the build writes it. */
  readonly pin?: string
  readonly isolate?: Isolation
  readonly provenance?: boolean
  readonly codec?: Codec
  /** Of a lease; absent without a lock. */
  readonly lock?: number
  readonly average?: Required<AverageOptions>
  /** Time alone does not say whether a kept result is good. */
  readonly isChecked?: true
}

const DEFAULT_LEASE = 30_000

type Reader = (value: unknown) => unknown

/** What each option may be: what its reader does not give undefined for. */
const OPTIONS: Readonly<Record<keyof CachedOptions, readonly [read: Reader, meaning: string]>> = {
  ttl: [readDuration, DURATION],
  jitter: [readDuration, DURATION],
  staleWhileRevalidate: [readDuration, DURATION],
  staleIfError: [readDuration, DURATION],
  earlyRefresh: [readFactor, 'true or a positive number'],
  shouldCache: [readFunction, 'a function'],
  minDuration: [readDuration, DURATION],
  maxSize: [readByteSize, BYTE_SIZE],
  maxEntries: [readEntryCount, 'a whole number of at least 1'],
  validate: [readFunction, 'a function'],
  cacheErrors: [readFunction, 'a function'],
  onMiss: [readFunction, 'a function'],
  tags: [readTags, 'a list of names or a function that gives one'],
  isolate: [readIsolation, "'clone', 'freeze' or 'share'"],
  codec: [readCodec, "'structured', 'json' or 'bytes'"],
  key: [readFunction, 'a function'],
  version: [readVersion, 'a text or a number'],
  pin: [readPin, 'version, content, major or minor, or an object with such levels by the names of packages'],
  fingerprint: [readVersion, 'a text or a number'],
  ignoreCode: [readTrue, 'true or false'],
  provenance: [readBoolean, 'true or false'],
  ignore: [readNames, 'a list of parameter names'],
  lock: [readLease, `true or ${DURATION}`],
  average: [
    readAverage,
    'an object with some of rtol (above 0), minRepetitions and maxRepetitions (whole numbers, at least 1)'
  ]
}

/** Options that `false` leaves as if they were not there. */
const CAN_BE_OFF: readonly (keyof CachedOptions)[] = ['lock', 'earlyRefresh', 'ignoreCode']

/** Options that may stand beside `average`. */
const WITH_AVERAGE: readonly string[] = [
  'average',
  'onMiss',
  'ttl',
  'ignore',
  'key',
  'version',
  'fingerprint',
  'pin',
  'ignoreCode',
  'provenance'
]

/** Options that say something about the end of a `ttl`. */
const OF_TTL = ['jitter', 'staleWhileRevalidate', 'staleIfError', 'earlyRefresh'] as const

/**
 * @param name the function they are given for, named in errors
 * @throws TypeError for an unknown option or a value that an option cannot have
 */
export function resolveOptions(options: object, name: string): ResolvedOptions {
  const resolved: Record<string, unknown> = {}
  const refuse = (option: string, reason: string): never => {
    throw new TypeError(`keyprint: option '${option}' of the cached function '${name}' ${reason}`)
  }
  for (const [option, value] of Object.entries(options)) {
    if (!isOption(option)) {
      const known = Object.keys(OPTIONS).join(', ')
      throw new TypeError(
        `keyprint: unknown option '${option}' for the cached function '${name}'; the options are ${known}`
      )
    }
    if (value === undefined || (value === false && CAN_BE_OFF.includes(option))) continue
    const [read, meaning] = OPTIONS[option]
    resolved[option] = read(value) ?? refuse(option, `is ${show(value)}; it has to be ${meaning}`)
  }
  const { ttl, jitter = 0, validate, tags, version, fingerprint, ignoreCode, average } = resolved as ResolvedOptions
  const other = Object.keys(resolved).find(option => !WITH_AVERAGE.includes(option))
  if (average && other !== undefined)
    refuse(other, `does not go with 'average', which goes with ${WITH_AVERAGE.slice(1).join(', ')}`)
  if (ignoreCode && version === undefined && fingerprint === undefined)
    refuse('ignoreCode', "needs a 'version' that tells new results from old ones")
  for (const option of OF_TTL) {
    if (option in resolved && ttl === undefined)
      refuse(option, "says something about the end of a 'ttl', and there is none")
  }
  if (ttl !== undefined && jitter >= ttl) refuse('jitter', "has to be shorter than 'ttl'")
  return { ...(resolved as ResolvedOptions), ...((validate ?? tags) && { isChecked: true }) }
}

function isOption(option: string): option is keyof CachedOptions {
  return Object.hasOwn(OPTIONS, option)
}

function readFactor(value: unknown): number | undefined {
  // In a comment it is a text.
  const factor = typeof value === 'string' ? Number(value) : value
  if (factor === true) return 1
  return typeof factor === 'number' && factor > 0 && factor < Infinity ? factor : undefined
}

function readVersion(value: unknown): string | undefined {
  const isVersion = (typeof value === 'string' && value !== '') || (typeof value === 'number' && Number.isFinite(value))
  return isVersion ? String(value) : undefined
}

function readBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** In a comment it is a text. */
export function readEntryCount(value: unknown): number | undefined {
  return readCount(Number.MAX_SAFE_INTEGER)(typeof value === 'string' ? Number(value) : value)
}

function readTrue(value: unknown): true | undefined {
  return value === true ? true : undefined
}

export function readFunction<F>(value: unknown): F | undefined {
  return typeof value === 'function' ? (value as F) : undefined
}

const AVERAGE: Readers<Required<AverageOptions>> = {
  rtol: [value => (typeof value === 'number' && value > 0 ? value : undefined), 'a number above 0'],
  minRepetitions: [readCount(Number.MAX_SAFE_INTEGER), 'a whole number of at least 1'],
  maxRepetitions: [readCount(Number.MAX_SAFE_INTEGER), 'a whole number of at least 1']
}

function readAverage(value: unknown): Required<AverageOptions> {
  const given = checkGroup(value, "the option 'average'", AVERAGE)
  const average = { rtol: 0.1, minRepetitions: 3, maxRepetitions: 1000, ...given }
  if (given.minRepetitions !== undefined && given.minRepetitions > average.maxRepetitions) {
    const [least, most] = [given.minRepetitions, average.maxRepetitions]
    throw new TypeError(
      `keyprint: the option 'average' has ${least} as minRepetitions, more than maxRepetitions (${most})`
    )
  }
  return average
}

function readIsolation(value: unknown): unknown {
  return value === 'clone' || value === 'freeze' || value === 'share' ? value : undefined
}

function readCodec(value: unknown): unknown {
  return value === 'structured' || value === 'json' || value === 'bytes' ? value : undefined
}

function readLease(value: unknown): number | undefined {
  return value === true ? DEFAULT_LEASE : readDuration(value)
}

function readTags(value: unknown): unknown {
  const names: unknown = typeof value === 'function' ? value : readNames(value)
  return Array.isArray(names) ? () => names as unknown : names
}

/** In a comment the names are one text: `@cached ignore=a,b`. */
export function readNames(value: unknown): readonly string[] | undefined {
  const names: unknown = typeof value === 'string' ? value.split(',').filter(each => each.trim() !== '') : value
  const isList = Array.isArray(names) && names.every(each => typeof each === 'string')
  return isList && (names.length > 0 || typeof value !== 'string') ? names : undefined
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : typeof value === 'function' ? 'a function' : String(value)
}
