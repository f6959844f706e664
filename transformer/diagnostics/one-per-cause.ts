import type { Diagnostic } from '../model/diagnostic'

/** What is wrong at several places of a file for the same reason is said once, with all of the places. */
export function onePerCause(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Diagnostic[]>()
  for (const each of diagnostics) {
    const cause = `${each.location?.file ?? ''} ${each.cause ?? each.message}`
    groups.set(cause, [...(groups.get(cause) ?? []), each])
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [withPlaces(first, others)]))
}

function withPlaces(diagnostic: Diagnostic, others: readonly Diagnostic[]): Diagnostic {
  const places = others.flatMap(({ message, location }) => {
    if (location === undefined) return []
    return [{ message: message === diagnostic.message ? 'and here' : withoutCode(message), location }]
  })
  return { ...diagnostic, related: [...places, ...diagnostic.related] }
}

function withoutCode(message: string): string {
  return message.slice(message.indexOf(' ') + 1)
}

/** A place that several marked functions reach is reported for the first of them. */
export function eachPlaceOnce(ofFunctions: readonly (readonly Diagnostic[])[]): readonly (readonly Diagnostic[])[] {
  const seen = new Set<string>()
  return ofFunctions.map(diagnostics =>
    diagnostics.filter(({ message, location }) => {
      const key = `${location?.file ?? ''}:${location?.offset ?? ''} ${message}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
  )
}
