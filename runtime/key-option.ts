import type { Call } from './call'
import type { FunctionRecord } from './contract'
import type { ResolvedOptions } from './options'
import { numberOf } from './register-type'
import { Unhashable } from './unhashable'

const OPTION = "the option 'key'"

/** The record as keys are made by it: what the option `key` says stands in place of all arguments. */
export function recordForKeys(record: FunctionRecord, { key }: ResolvedOptions): FunctionRecord {
  return key === undefined ? record : { ...record, parameters: { count: 'all' } }
}

/**
 * What stands in the key for the arguments of a call.
 * @throws Unhashable when the option `key` throws, or its code is not in the fingerprint
 */
export function keyArguments({ cached, args }: Call): readonly unknown[] {
  const { key } = cached.options
  if (key === undefined) return args
  if (numberOf(key, cached.record.functions ?? {}) === undefined) {
    throw new Unhashable(
      'is not written out where the function is marked, so that its code is in no fingerprint',
      OPTION
    )
  }
  try {
    return [key(...args)]
  } catch (error) {
    throw new Unhashable(`threw ${String(error)}`, OPTION)
  }
}
