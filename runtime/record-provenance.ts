import { hostname, userInfo } from 'node:os'
import { argumentsText } from './arguments-text'
import type { Call } from './call'
import { currentCache } from './configure'
import type { Provenance } from './provenance'

const BOUNDS = { all: 1000, text: 200, elements: 20, depth: 3 }

/** Undefined unless the function asks for it, or says nothing and the configuration does. */
export function recordProvenance({ cached, args }: Call): Provenance | undefined {
  if (!(cached.options.provenance ?? currentCache().provenance)) return undefined
  const { count, ignored } = cached.record.parameters
  const isOut = (at: number): boolean =>
    cached.options.key !== undefined || (count !== 'all' && at >= count) || (ignored?.includes(at) ?? false)
  return {
    arguments: argumentsText(args, BOUNDS, [...args.keys()].filter(isOut)),
    host: hostname(),
    user: userName()
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // The user has no entry in the list of users, as often in containers.
    return String(process.getuid?.() ?? '')
  }
}
