import type { Finding } from '../model/finding'
import type { CodeHost } from '../program/code-host'
import type { MarkedFunction } from './find-marked'
import { nameOf } from './name-of'

/**
 * What is wrong with the options of a marked function.
 * @param parameters the names of its parameters
 * @param whyNoKey why the code of the option `key` cannot be followed, if so
 */
export function checkOptions(
  host: CodeHost,
  marked: MarkedFunction,
  parameters: readonly string[],
  returns: 'promise' | 'value',
  whyNoKey?: string
): readonly Finding[] {
  return [
    ...keyOutOfSight(host, marked, whyNoKey),
    ...wrongOptions(marked),
    ...unknownIgnores(host, marked, parameters),
    ...missingVersion(host, marked),
    ...optionsOfValue(host, marked, returns)
  ]
}

function wrongOptions(marked: MarkedFunction): readonly Finding[] {
  return marked.wrong.map(({ word, reason, location }) => ({
    code: 'KP1003',
    subject: word,
    reason,
    location,
    because: []
  }))
}

function unknownIgnores(host: CodeHost, marked: MarkedFunction, names: readonly string[]): readonly Finding[] {
  return marked.ignore
    .filter(name => !names.includes(name))
    .map(name => ({
      code: 'KP1003',
      subject: `ignore=${name}`,
      reason: `'${marked.name}' has no parameter of this name`,
      location: marked.comment ?? host.locate(marked.span),
      because: []
    }))
}

/** What makes keys has to be in the fingerprint. */
function keyOutOfSight(host: CodeHost, marked: MarkedFunction, reason: string | undefined): readonly Finding[] {
  if (marked.key === undefined || reason === undefined) return []
  return [{ code: 'KP1003', subject: 'key', reason, location: host.locate(marked.key), because: [] }]
}

function missingVersion(host: CodeHost, marked: MarkedFunction): readonly Finding[] {
  if (!marked.ignoresCode || (marked.version ?? marked.fingerprint) !== undefined) return []
  const reason =
    'without the code only a version tells new results from old ones: set version, and raise it when results change'
  return [
    { code: 'KP1003', subject: 'ignoreCode', reason, location: marked.comment ?? host.locate(marked.span), because: [] }
  ]
}

/** A synchronous function waits for no other process, and nothing can run behind its answer. */
function optionsOfValue(host: CodeHost, marked: MarkedFunction, returns: 'promise' | 'value'): readonly Finding[] {
  if (returns === 'promise') return []
  // Not at the comment: what accepts a diagnostic stands above code.
  const location = host.locate(nameOf(host, marked))
  return marked.needsPromise.map(option => ({
    code: 'KP1009',
    subject: marked.name,
    reason: option,
    location,
    because: []
  }))
}
