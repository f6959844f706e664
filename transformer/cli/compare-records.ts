import type { BakedRecord, Comparison } from '../model/baked-record'
import type { FunctionClosure } from '../model/function-closure'

/**
 * Records know the name of their function and not its file: one is right if it fits any function of its name.
 *
 * @param isCompiledHere whether the output has to have a record of the function; those of linked packages may be there
 */
export function compareRecords(
  records: readonly BakedRecord[],
  functions: readonly FunctionClosure[],
  isCompiledHere: (closure: FunctionClosure) => boolean
): Comparison {
  const named = (name: string): readonly FunctionClosure[] => functions.filter(each => each.name === name)
  const fits = (record: BakedRecord, { name, fingerprint }: FunctionClosure): boolean =>
    record.name === name && record.fingerprint === fingerprint
  const right = records.filter(record => functions.some(each => fits(record, each)))
  // Those without a fingerprint are of marks that were refused: the build has said so.
  const wrong = records.filter(record => record.fingerprint !== '' && !right.includes(record))
  const stale = wrong.flatMap(record => {
    const source = named(record.name)
    return source.length > 0 ? [{ record, source }] : []
  })
  const missing = functions.filter(
    each =>
      isCompiledHere(each) &&
      !right.some(record => fits(record, each)) &&
      !stale.some(({ source }) => source.includes(each))
  )
  return { right, stale, unknown: wrong.filter(record => named(record.name).length === 0), missing }
}
