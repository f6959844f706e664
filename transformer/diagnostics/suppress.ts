/**
 * Which diagnostics the user has accepted, and which of the comments that say so have no use.
 */
import { CATALOGUE } from './catalogue'
import type { Diagnostic } from '../model/diagnostic'
import type { Finding } from '../model/finding'
import type { Suppression } from '../model/suppression'

/** The comment that accepts a diagnostic where it stands, or nothing. */
export function suppressionOf(
  diagnostic: Pick<Diagnostic, 'code' | 'location'>,
  suppressions: readonly Suppression[]
): Suppression | undefined {
  const { location, code } = diagnostic
  // An internal fault and a wrong configuration are nobody's decision.
  if (location === undefined || /^KP[59]/.test(code)) return undefined
  return suppressions.find(
    each => each.file === location.file && each.line === location.line && each.codes.includes(code)
  )
}

/** Comments that accept nothing, or not all they name. */
export function findUnused(
  suppressions: readonly Suppression[],
  suppressed: readonly Diagnostic[]
): readonly Finding[] {
  return suppressions.flatMap(suppression => {
    const used = new Set(
      suppressed.filter(each => suppressionOf(each, [suppression]) !== undefined).map(each => each.code)
    )
    return suppression.codes
      .filter(code => !used.has(code))
      .map((code): Finding => {
        const place = { subject: code, location: suppression.location, because: [] }
        return CATALOGUE[code] === undefined
          ? { code: 'KP1007', reason: 'there is no diagnostic of this code', ...place }
          : { code: 'KP1008', reason: '', ...place }
      })
  })
}
