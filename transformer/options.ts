/**
 * Plugin options: what stands on the plugin line of the tsconfig, checked.
 *
 * In: anything. Out: options with their defaults, and a finding for each that is not understood.
 */
import type { Severity } from './model/diagnostic'
import type { Finding } from './model/finding'

/** Options of the plugin keyprint/transformer. */
export interface ResolvedOptions {
  /** Severity per diagnostic code. Default: as in the catalogue. */
  readonly severity: Readonly<Record<string, Severity>>
  /** Warnings become errors. Default false. */
  readonly strict: boolean
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
  const refuse = (code: Finding['code'], subject: string, reason: string): void => {
    findings.push({ code, subject, reason, because: [] })
  }
  const given = typeof raw === 'object' && raw !== null ? Object.entries(raw) : []
  let strict = false
  let severity: Record<string, Severity> = {}
  for (const [name, value] of given) {
    if (PLUGIN_LINE.has(name)) continue
    if (name === 'strict') {
      if (typeof value === 'boolean') strict = value
      else refuse('KP5002', name, `expected true or false, found ${JSON.stringify(value)}`)
    } else if (name === 'severity') severity = readSeverity(value, refuse)
    else refuse('KP5001', name, 'known are severity and strict')
  }
  return { options: { severity, strict }, findings }
}

function readSeverity(value: unknown, refuse: (code: Finding['code'], subject: string, reason: string) => void): Record<string, Severity> {
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
