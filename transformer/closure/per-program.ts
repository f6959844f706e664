import type { CodeHost } from '../program/code-host'

/**
 * A memory for what was found out about one program. Nodes and symbols outlive it, since a compiler that watches takes
 * the files over that were not edited; what is true of them does not.
 */
export function perProgram<Key extends object, Answer>(): (host: CodeHost) => Map<Key, Answer> {
  const answers = new WeakMap<CodeHost, Map<Key, Answer>>()
  return host => {
    const known = answers.get(host) ?? new Map<Key, Answer>()
    answers.set(host, known)
    return known
  }
}
