import type { Diagnostic, RelatedInformation, Severity } from '../model/diagnostic'
import type { Finding } from '../model/finding'
import { CATALOGUE } from './catalogue'

export interface SeverityOptions {
  readonly severity: Readonly<Record<string, Severity>>
  readonly strict: boolean
}

/** A finding as the diagnostic that its code says, with the chain that leads to it. */
export function putIntoWords(
  finding: Finding,
  chain: readonly RelatedInformation[],
  options: SeverityOptions
): Diagnostic {
  const entry = CATALOGUE[finding.code]
  if (entry === undefined) throw new Error(`no catalogue entry for ${finding.code}`)
  const severity = options.severity[finding.code] ?? entry.severity
  const message = `${finding.code}: ${entry.message(finding.subject, finding.reason)}`
  return {
    code: finding.code,
    severity: options.strict && severity === 'warning' ? 'error' : severity,
    message,
    ...(finding.cause !== undefined && { cause: `${finding.code} ${finding.cause}` }),
    ...(finding.location === undefined ? {} : { location: finding.location }),
    related: finding.because.length === 0 ? chain : [...finding.because, ...chain]
  }
}
