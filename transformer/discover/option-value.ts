/**
 * What an option of a mark is set to, and why it cannot be: the run time refuses such a value when the module is loaded,
 * and the build says so before.
 */
import type { KeptBy } from '../model/mark'
import { PIN_LEVELS, pinOfText, readPinLevels } from '../model/pin'
import { inWords } from './read-pin'

export type OptionReading = { readonly value: string | boolean } | { readonly reason: string }

type Kind =
  | 'version'
  | 'switch'
  | 'isolation'
  | 'codec'
  | 'pin'
  | 'duration'
  | 'size'
  | 'count'
  | 'switch or duration'
  | 'switch or number'
  | 'names'
  | 'function'
  | 'object'

/** Those that are one word of a few. */
const CHOICES: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  isolation: ['clone', 'freeze', 'share'],
  codec: ['structured', 'json', 'bytes']
}

const KINDS: Readonly<Record<string, Kind>> = {
  ttl: 'duration',
  jitter: 'duration',
  staleWhileRevalidate: 'duration',
  staleIfError: 'duration',
  earlyRefresh: 'switch or number',
  minDuration: 'duration',
  maxSize: 'size',
  maxEntries: 'count',
  tags: 'names',
  isolate: 'isolation',
  codec: 'codec',
  lock: 'switch or duration',
  shouldCache: 'function',
  validate: 'function',
  cacheErrors: 'function',
  onMiss: 'function',
  key: 'function',
  version: 'version',
  fingerprint: 'version',
  pin: 'pin',
  ignoreCode: 'switch',
  provenance: 'switch',
  average: 'object'
}

/** Those of `@singleton`. */
const KINDS_OF_INSTANCES: Readonly<Record<string, Kind>> = {
  ttl: 'duration',
  validate: 'function',
  onRelease: 'function',
  scope: 'function',
  maxEntries: 'count'
}

/** What other marks than `cached` take, and why no more. */
const OPTIONS_OF: Readonly<Record<Exclude<KeptBy, 'value'>, readonly [takes: readonly string[], reason: string]>> = {
  reference: [
    [...Object.keys(KINDS_OF_INSTANCES), 'ignore'],
    'a singleton takes only ttl, validate, onRelease, scope, maxEntries and ignore: its instance is no entry of a store'
  ],
  identity: [
    ['maxEntries', 'onRelease'],
    'memoize.byIdentity takes only maxEntries and onRelease: its results are kept with their arguments'
  ]
}

/** Why a mark does not take an option that `cached` may take, or nothing. */
export function whyNoOption(name: string, keptBy: KeptBy): string | undefined {
  if (keptBy === 'value') return undefined
  const [takes, reason] = OPTIONS_OF[keptBy]
  return takes.includes(name) ? undefined : reason
}

/** All options but `ignore`, which has no values of its own. */
export const OPTION_NAMES: readonly string[] = Object.keys(KINDS)

/** Options that nothing can come of where a function returns synchronously. */
export const NEEDS_PROMISE: readonly string[] = ['lock', 'staleWhileRevalidate']

/** How the options are written in a comment, those that can be. */
const KNOWN = `known are ${Object.entries(KINDS).flatMap(inComment).join(', ')} and ignore=…`

function inComment([name, kind]: readonly [string, Kind]): readonly string[] {
  if (kind === 'function' || kind === 'object') return []
  if (kind === 'switch') return [name]
  return kind.startsWith('switch or ') ? [name, `${name}=…`] : [`${name}=…`]
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const DURATION = "a duration such as '500ms', '30s', '5m', '1h' or '2d'"

/** Reads what stands in a comment: the text after `ttl=`, or nothing where the name of an option stands alone. */
export function readOptionValue(name: string, text: string | undefined, keptBy: 'value' | 'reference'): OptionReading {
  const [mark, kinds] = keptBy === 'value' ? ['cached', KINDS] : ['singleton', KINDS_OF_INSTANCES]
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (kind === undefined) return { reason: whyNoOption(name, keptBy) ?? KNOWN }
  if (kind === 'function' || kind === 'object') {
    return { reason: `${whatItTakes(name, kind)}, and stands in code: ${mark}(fn, { ${name}: … })` }
  }
  const isSwitch = kind === 'switch' || kind === 'switch or duration' || kind === 'switch or number'
  if (isSwitch && (text === undefined || text === 'true' || text === 'false')) return { value: text !== 'false' }
  if (text === undefined) return { reason: whatItTakes(name, kind) }
  const [fault] = kind === 'pin' ? readPinLevels(pinOfText(text)).faults : []
  if (fault !== undefined) return { reason: inWords(fault) }
  return isFit(kind, text) ? { value: text } : { reason: whatItTakes(name, kind) }
}

/** Why an option cannot be this number or text, or nothing. */
export function whyNoValue(name: string, value: number | string): string | undefined {
  const kind = KINDS[name]
  return kind === undefined || isFit(kind, value) ? undefined : whatItTakes(name, kind)
}

function isFit(kind: Kind, value: number | string): boolean {
  if (kind === 'function' || kind === 'object' || kind === 'switch') return false
  if (kind === 'pin') return true
  if (kind === 'version') return String(value) !== ''
  const choices = CHOICES[kind]
  if (choices !== undefined) return choices.some(each => each === value)
  if (kind === 'names') return typeof value === 'string' && value.split(',').some(each => each.trim() !== '')
  if (kind === 'size') return isSize(value)
  if (kind === 'count') return Number.isSafeInteger(Number(value)) && Number(value) > 0
  if (kind === 'switch or number') return Number(value) > 0 && Number(value) < Infinity
  return typeof value === 'number' ? isMilliseconds(value) : isDuration(value)
}

function whatItTakes(name: string, kind: Kind): string {
  switch (kind) {
    case 'duration':
      return `${name} is ${DURATION}, of a whole number of milliseconds above 0`
    case 'size':
      return `${name} is a whole number of bytes above 0, or a text such as '1kb', '64mb' or '2gb'`
    case 'count':
      return `${name} is a whole number of at least 1`
    case 'switch or duration':
      return `${name} is true, false or ${DURATION}, of a whole number of milliseconds above 0`
    case 'switch or number':
      return `${name} is true, false or a number above 0`
    case 'switch':
      return `${name} is true or false`
    case 'pin':
      return `${name} is one of ${PIN_LEVELS.join(', ')}, or such levels by the names of packages`
    case 'version':
      return `${name} is a text or a number`
    case 'isolation':
    case 'codec': {
      const choices = CHOICES[kind] ?? []
      return `${name} is ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
    }
    case 'names':
      return `${name} is a list of names`
    case 'function':
      return `${name} is a function`
    case 'object':
      return `${name} is an object`
  }
}

function isDuration(text: string): boolean {
  const [, amount, unit = 'ms'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?\s*$/.exec(text) ?? []
  return amount !== undefined && isMilliseconds(Number(amount) * (MILLISECONDS[unit] ?? NaN))
}

function isMilliseconds(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0
}

const BYTES: Readonly<Record<string, number>> = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 }

function isSize(value: number | string): boolean {
  const [, amount, unit = 'b'] = /^\s*(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?\s*$/i.exec(String(value)) ?? []
  return amount !== undefined && Math.round(Number(amount) * (BYTES[unit.toLowerCase()] ?? NaN)) > 0
}
