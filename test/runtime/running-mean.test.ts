import fc from 'fast-check'
import { addResult, isCloseEnough, meanOf, readMean, type RunningMean } from '../../runtime/running-mean'

function meanAfter(results: readonly unknown[]): RunningMean {
  let mean: RunningMean | undefined
  for (const result of results) {
    const added = addResult(mean, result)
    if ('reason' in added) throw new Error(added.reason)
    mean = added
  }
  return mean as RunningMean
}

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true })

test('mean and spread are those of two passes over all results', () => {
  fc.assert(
    fc.property(fc.array(finite, { minLength: 2, maxLength: 50 }), results => {
      const mean = results.reduce((sum, each) => sum + each, 0) / results.length
      const squares = results.reduce((sum, each) => sum + (each - mean) ** 2, 0)
      const found = meanAfter(results)
      expect(meanOf(found)).toBeCloseTo(mean, 5)
      expect(Math.abs((found.squares[0] ?? 0) - squares)).toBeLessThanOrEqual(1e-6 * (1 + squares))
    })
  )
})

test('large results that differ little keep their spread', () => {
  const found = meanAfter([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
  expect(found.squares[0]).toBeCloseTo(90, 6)
})

test('lists and records have a mean for each part, in whatever order the names stand', () => {
  expect(meanOf(meanAfter([[1, 2], [3, 6]]))).toEqual([2, 4]) // prettier-ignore
  expect(meanOf(meanAfter([{ a: 1, b: 2 }, { b: 6, a: 3 }]))).toEqual({ a: 2, b: 4 }) // prettier-ignore
})

test('arrays of floating-point numbers have a mean of their kind, which goes with no list', () => {
  expect(meanOf(meanAfter([Float64Array.of(1, 2), Float64Array.of(3, 6)]))).toEqual(Float64Array.of(2, 4))
  expect(meanOf(meanAfter([Float32Array.of(1), Float32Array.of(2)]))).toEqual(Float32Array.of(1.5))
  expect(addResult(meanAfter([[1, 2]]), Float64Array.of(1, 2))).toHaveProperty('reason')
})

test.each([
  ['text', 'is no number'],
  [Int32Array.of(1), 'is no number'],
  [null, 'is no number'],
  [['1'], 'is no number'],
  [new Map([['a', 1]]), 'is no number'],
  [NaN, 'no finite number'],
  [[1, Infinity], 'no finite number']
])('%p is no result to take the mean of', (result, reason) => {
  expect(addResult(undefined, result)).toEqual({ reason: expect.stringContaining(reason) as unknown })
})

test.each([
  [1, [1]],
  [[1], [1, 2]],
  [{ a: 1 }, { b: 1 }],
  [['a,b'], [1]]
])('%p and %p have no mean together', (one, other) => {
  const first = addResult(undefined, one)
  const both = 'reason' in first ? first : addResult(first, other)
  expect(both).toHaveProperty('reason')
})

test.each([
  ['equal results', [3, 3, 3], true],
  ['zeros', [0, 0, 0], true],
  ['negative results that differ little', [-100, -101, -99], true],
  ['results around zero', [1, -1, 1, -1], false],
  ['results that differ much', [1, 100, 3], false],
  [
    'a list with one part that differs',
    [
      [5, 1],
      [5, 100],
      [5, 3]
    ],
    false
  ]
])('close enough: %s', (_, results, isClose) => {
  expect(isCloseEnough(meanAfter(results), 0.1)).toBe(isClose)
})

test('reads nothing else as a mean', () => {
  for (const other of [undefined, null, 5, [1], { count: 1 }, { means: [1], squares: [0], form: 'number' }]) {
    expect(readMean(other)).toBeUndefined()
  }
})
