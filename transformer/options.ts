/**
 * Plugin options: what stands on the plugin line of the tsconfig, checked.
 *
 * In: anything. Out: options with their defaults, and a finding for each that is not understood.
 */
import type { Severity } from './model/diagnostic'
import type { DeclaredEffect } from './model/effect'
import type { Finding } from './model/finding'
import { readPinLevels, type PinLevels } from './model/pin'

/** Options of the plugin keyprint/transformer. */
export interface ResolvedOptions {
  /** Severity per diagnostic code. Default: as in the catalogue. */
  readonly severity: Readonly<Record<string, Severity>>
  /** Warnings become errors. Default false. */
  readonly strict: boolean
  /** What code of packages reads that no key can hold; goes before the built-in table. Default: nothing. */
  readonly effects: readonly DeclaredEffect[]
  /** How much of a package is in the fingerprint, by its name; `*` for all others. Default: `{}`, the version. */
  readonly pin: PinLevels
}

export interface OptionsReading {
  readonly options: ResolvedOptions
  readonly findings: readonly Finding[]
}

/** Keys of the plugin line that belong to ts-patch and its relatives. */
const PLUGIN_LINE = new Set([
  'transform', 'transformProgram', 'import', 'type', 'name', 'after', 'afterDeclarations', 'beforeEmit', 'resolvePathAliases',
  'tsConfig', 'isEsm',
]) // prettier-ignore

const SEVERITIES: readonly unknown[] = ['error', 'warning', 'note']

export function readOptions(raw: unknown): OptionsReading {
  const findings: Finding[] = []
  const refuse: Refuse = (code, subject, reason) => {
    findings.push({ code, subject, reason, because: [] })
  }
  const given = typeof raw === 'object' && raw !== null ? Object.entries(raw) : []
  let strict = false
  let severity: Record<string, Severity> = {}
  let effects: readonly DeclaredEffect[] = []
  let pin: PinLevels = {}
  for (const [name, value] of given) {
    if (PLUGIN_LINE.has(name)) continue
    if (name === 'strict') {
      if (typeof value === 'boolean') strict = value
      else refuse('KP5002', name, `expected true or false, found ${JSON.stringify(value)}`)
    } else if (name === 'severity') severity = readSeverity(value, refuse)
    else if (name === 'effects') effects = readEffects(value, refuse)
    else if (name === 'pin') pin = readPin(value, refuse)
    else refuse('KP5001', name, 'known are severity, strict, effects and pin')
  }
  return { options: { severity, strict, effects, pin }, findings }
}

type Refuse = (code: Finding['code'], subject: string, reason: string) => void

function readSeverity(value: unknown, refuse: Refuse): Record<string, Severity> {
  if (typeof value !== 'object' || value === null) {
    refuse('KP5002', 'severity', 'expected an object such as { "KP2003": "warning" }')
    return {}
  }
  const severity: Record<string, Severity> = {}
  for (const [code, level] of Object.entries(value)) {
    if (!/^KP\d{4}$/.test(code)) refuse('KP5002', `severity.${code}`, 'it is not a diagnostic code')
    else if (!SEVERITIES.includes(level)) refuse('KP5002', `severity.${code}`, 'expected error, warning or note')
    else severity[code] = level as Severity
  }
  return severity
}

const EFFECTS: readonly DeclaredEffect['kind'][] = [
  'time',
  'randomness',
  'outside world',
  'locale',
  'time zone',
  'none'
]

/** An entry that is not understood is left out as a whole. */
function readEffects(value: unknown, refuse: Refuse): readonly DeclaredEffect[] {
  if (!Array.isArray(value)) {
    refuse('KP5002', 'effects', 'expected a list such as [{ "package": "my-db", "kind": "outside world" }]')
    return []
  }
  return value.flatMap((entry: unknown, index) => {
    const subject = `effects[${index}]`
    if (typeof entry !== 'object' || entry === null) {
      refuse('KP5002', subject, 'expected an object such as { "package": "my-db", "kind": "outside world" }')
      return []
    }
    const { package: name, members, kind, ...unknown } = entry as Record<string, unknown>
    const known = EFFECTS.find(each => each === kind)
    const faults = [
      ...Object.keys(unknown).map(each => [each, 'known are package, members and kind'] as const),
      ...(typeof name === 'string' && name !== ''
        ? []
        : [['package', 'expected the name of a package, a module or a global'] as const]),
      ...(members === undefined || isTexts(members)
        ? []
        : [['members', 'expected a list of names such as ["query", "pool.query"]'] as const]),
      ...(known === undefined ? [['kind', `expected one of ${EFFECTS.join(', ')}`] as const] : [])
    ]
    for (const [part, reason] of faults) refuse('KP5002', `${subject}.${part}`, reason)
    if (faults.length > 0 || typeof name !== 'string' || known === undefined) return []
    return [{ package: name, kind: known, ...(isTexts(members) && { members }) }]
  })
}

function readPin(value: unknown, refuse: Refuse): PinLevels {
  const { levels, faults } = readPinLevels(value)
  for (const { name, reason } of faults) refuse('KP5002', name === undefined ? 'pin' : `pin.${name}`, reason)
  return levels
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string' && each !== '')
}
