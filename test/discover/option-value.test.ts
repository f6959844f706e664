import { resolveOptions } from '../../runtime/options'
import { readOptionValue, whyNoValue } from '../../transformer/discover/option-value'
import { analyzeSources } from '../support/analyze-sources'

function isRefusedAtRunTime(name: string, value: unknown): boolean {
  try {
    resolveOptions({ ttl: Number.MAX_SAFE_INTEGER, [name]: value }, 'price')
    return false
  } catch {
    return true
  }
}

const texts = [
  '5m',
  '500ms',
  '500',
  '1.5s',
  '1.5',
  '0.5ms',
  ' 1h ',
  '2d',
  '0',
  '-1',
  '1w',
  '',
  'soon',
  'true',
  'false',
  '1e3',
  '9007199254740993',
  'freeze'
]

const options = ['ttl', 'jitter', 'staleWhileRevalidate', 'staleIfError', 'earlyRefresh', 'tags', 'isolate', 'lock']

describe.each(options)('the build refuses what the run time refuses: %s', name => {
  test.each(texts)('%j in a comment', text => {
    const reading = readOptionValue(name, text, 'value')
    expect('reason' in reading).toBe(isRefusedAtRunTime(name, 'value' in reading ? reading.value : text))
    expect('reason' in reading).toBe(
      (name === 'lock' || name === 'earlyRefresh') && /^(true|false)$/.test(text)
        ? false
        : isRefusedAtRunTime(name, text)
    )
  })

  test.each([...texts, 1, 0, 60_000, 1.5, NaN, Infinity, 2 ** 53])('%j in an object', value => {
    expect(whyNoValue(name, value) !== undefined).toBe(isRefusedAtRunTime(name, value))
  })
})

test.each([
  '/** @cached ttl=soon */ export function f(n: number) { return n }',
  "export const f = cached((n: number) => n, { ttl: 'soon' })",
  'export const f = cached((n: number) => n, { ttl: 0 })'
])('a function with a wrong option runs uncached: %s', code => {
  const { plans } = analyzeSources({ 'main.ts': `import { cached } from 'keyprint'\nvoid cached\n${code}` })
  expect(plans.flatMap(plan => plan.marked).map(({ record }) => record.uncached)).toEqual(['KP1003'])
})
