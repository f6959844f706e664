import type { Comparison } from '../../model/baked-record'

/** What `keyprint verify` prints: a line for each thing that is wrong, and one that counts. */
export function formatVerifyList({ right, stale, unknown, missing }: Comparison, output: string): string {
  const lines = [
    ...stale.map(({ record, source }) => {
      const now = source.map(({ fingerprint, location }) => `${fingerprint} (${location.file}:${location.line})`)
      return `stale    ${record.file}:${record.line}:${record.column}  ${record.name}: ${record.fingerprint}, by its source ${now.join(' or ')}`
    }),
    ...missing.map(({ name, location }) => `missing  ${location.file}:${location.line}  ${name}: no record of it in ${output}`),
    ...unknown.map(
      record => `unknown  ${record.file}:${record.line}:${record.column}  ${record.name}: no cached function of this name in the source`
    )
  ] // prettier-ignore
  const count = right.length + stale.length + unknown.length
  const records = count === 1 ? '1 record' : `${count || 'no'} records`
  const counts = `${right.length} as in the source, ${stale.length} stale, ${missing.length} missing, ${unknown.length} unknown`
  return `${[...lines, `${records} in ${output}: ${counts}`].join('\n')}\n`
}
