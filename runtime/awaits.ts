import type { AwaitedBinding, FunctionRecord } from './contract'
import { isProvided, providedReader } from './provide'

/** Records of which every binding is there. */
const complete = new WeakSet<FunctionRecord>()

/** The name of a binding of the function that is not there yet, as while modules that import each other are loaded. */
export function findMissing(record: FunctionRecord): string | undefined {
  const { awaits } = record
  if (awaits === undefined || complete.has(record)) return undefined
  const missing = awaits.find(each => !isIdle(each) && !isThere(each))
  if (missing === undefined && !awaits.some(isIdle)) complete.add(record)
  return missing?.name
}

function isIdle(binding: AwaitedBinding): boolean {
  return binding.optional === true && 'provider' in binding && !isProvided(binding.provider)
}

function isThere(binding: AwaitedBinding): boolean {
  try {
    const read = 'provider' in binding ? providedReader(binding.provider, binding.name) : binding.read
    return read(undefined) !== false
  } catch {
    return false
  }
}
