import type { Analysis } from '../../transformer/model/analysis'

/** What the build says about one package when everything it exports is marked. */
export interface Noise {
  readonly functions: number
  /** Functions without any finding. */
  readonly clean: number
  readonly captures: number
  /** References that could not be resolved. */
  readonly opaque: number
  /** Each place once, however many functions reach it. */
  readonly diagnostics: Readonly<Record<string, number>>
}

export function countNoise({ functions, diagnostics }: Analysis): Noise {
  const byCode: Record<string, number> = {}
  for (const { code } of [...diagnostics].sort((a, b) => (a.code < b.code ? -1 : 1)))
    byCode[code] = (byCode[code] ?? 0) + 1
  return {
    functions: functions.length,
    clean: functions.filter(each => each.diagnostics.length === 0).length,
    captures: functions.reduce((sum, each) => sum + each.captures.length, 0),
    opaque: functions.reduce((sum, each) => sum + each.references.opaque, 0),
    diagnostics: byCode
  }
}
