import type { BakedRecord, Comparison } from '../../model/baked-record'
import type { FunctionClosure } from '../../model/function-closure'
import { SCHEMA } from './list-json'

/** What `keyprint verify --json` prints. Others read it: every field is written out here, whatever the model is called. */
export function formatVerifyJson({ right, stale, unknown, missing }: Comparison): string {
  const comparison = {
    schema: SCHEMA,
    right: right.length,
    stale: stale.map(({ record, source }) => ({ ...describeRecord(record), source: source.map(describeSource) })),
    missing: missing.map(each => ({ name: each.name, ...describeSource(each) })),
    unknown: unknown.map(describeRecord)
  }
  return `${JSON.stringify(comparison, null, 2)}\n`
}

function describeRecord({ name, fingerprint, file, line, column }: BakedRecord): object {
  return { name, file, line, column, fingerprint }
}

function describeSource({ id, fingerprint, location }: FunctionClosure): object {
  return { id, file: location.file, line: location.line, fingerprint }
}
