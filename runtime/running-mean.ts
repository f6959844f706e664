import { types } from 'node:util'

/** Mean and spread of the results of repeated runs, component by component. */
export interface RunningMean {
  readonly count: number
  /** Sums up to here would lose digits: these are the means themselves, by Welford's update (Technometrics 4, 1962). */
  readonly means: readonly number[]
  /** Sums of the squared distances from the means. */
  readonly squares: readonly number[]
  /** What the results are: one number, a list or an array of them, or a record with these names. */
  readonly form: 'number' | 'list' | 'Float64Array' | 'Float32Array' | readonly string[]
}

export type Numbers = number | readonly number[] | Float64Array | Float32Array | Readonly<Record<string, number>>

/** The mean with one more result, or why there is none. */
export function addResult(mean: RunningMean | undefined, result: unknown): RunningMean | { readonly reason: string } {
  const sample = componentsOf(result)
  if ('reason' in sample) return sample
  const { form, values } = sample
  if (
    mean !== undefined &&
    (JSON.stringify(mean.form) !== JSON.stringify(form) || mean.means.length !== values.length)
  ) {
    return { reason: 'is not made like those before it' }
  }
  const count = (mean?.count ?? 0) + 1
  const means = values.map((value, index) => {
    const before = mean?.means[index] ?? 0
    return before + (value - before) / count
  })
  const squares = values.map((value, index) => {
    const [before, after] = [mean?.means[index] ?? 0, means[index] ?? 0]
    return (mean?.squares[index] ?? 0) + (value - before) * (value - after)
  })
  return { count, means, squares, form }
}

/** Whether the standard error of each component is at most `rtol` of the size of its mean. */
export function isCloseEnough({ count, means, squares }: RunningMean, rtol: number): boolean {
  return means.every((mean, index) => {
    const variance = (squares[index] ?? 0) / Math.max(1, count - 1)
    return Math.sqrt(variance / count) <= rtol * Math.abs(mean)
  })
}

/** The mean as the function returns its results. */
export function meanOf({ form, means }: RunningMean): Numbers {
  if (form === 'number') return means[0] ?? NaN
  if (form === 'Float64Array') return Float64Array.from(means)
  if (form === 'Float32Array') return Float32Array.from(means)
  return form === 'list' ? [...means] : Object.fromEntries(form.map((name, index) => [name, means[index] ?? NaN]))
}

type Components = Pick<RunningMean, 'form'> & { readonly values: readonly number[] }

function componentsOf(result: unknown): Components | { readonly reason: string } {
  const found = readComponents(result)
  if (!found) return { reason: 'is no number, list of numbers or record of numbers' }
  return found.values.every(Number.isFinite) ? found : { reason: 'has a part that is no finite number' }
}

function readComponents(result: unknown): Components | undefined {
  if (typeof result === 'number') return { form: 'number', values: [result] }
  if (typeof result !== 'object' || result === null) return undefined
  if (types.isFloat64Array(result)) return { form: 'Float64Array', values: [...result] }
  if (types.isFloat32Array(result)) return { form: 'Float32Array', values: [...result] }
  const isList = Array.isArray(result)
  if (!isList && Object.getPrototypeOf(result) !== Object.prototype) return undefined
  const names = Object.keys(result).sort()
  const values: unknown[] = isList
    ? Array.from(result as unknown[])
    : names.map(name => Reflect.get(result, name) as unknown)
  if (!values.every(each => typeof each === 'number')) return undefined
  return { form: isList ? 'list' : names, values }
}

/** What an entry holds, unless it holds something else. */
export function readMean(value: unknown): RunningMean | undefined {
  const mean = value as Partial<RunningMean> | null | undefined
  const isMean =
    typeof mean?.count === 'number' && Array.isArray(mean.means) && Array.isArray(mean.squares) && mean.form
  return isMean ? (mean as RunningMean) : undefined
}
