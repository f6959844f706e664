import type { FunctionRecord } from '../../runtime/contract'

let count = 0

/** A record such as the transformer writes; each has a fingerprint of its own, so that tests do not share entries. */
export function makeRecord(parts: Partial<FunctionRecord> = {}): FunctionRecord {
  count++
  const fingerprint = `${process.pid.toString(16)}${count.toString(16)}`.padStart(32, '0')
  return { format: 1, name: 'work', fingerprint, returns: 'promise', parameters: { count: 1 }, foreign: true, ...parts }
}
