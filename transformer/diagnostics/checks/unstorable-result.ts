import type { ClosureGraph } from '../../model/closure-graph'
import type { Finding } from '../../model/finding'

/** A result that no store can keep is computed at each call. */
export function checkUnstorableResult({ unstorableResult }: ClosureGraph): readonly Finding[] {
  if (unstorableResult === undefined) return []
  const { path, reason, location } = unstorableResult
  return [{ code: 'KP4003', subject: path, reason, location, because: [] }]
}
