import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { retell, type Retold } from './retell'

// After "On demand recomputing: the Memory class" of joblib's documents.
let joblib: Retold

beforeAll(() => {
  joblib = retell({
    simple: `
      /** @cached */
      function f(x: number) {
        console.log('Running f(' + x + ')')
        return x
      }
      console.log(f(1))
      console.log(f(1))
      console.log(f(2))`,
    arrays: `
      /** @cached */
      function g(x: number) {
        console.log('A long-running calculation, with parameter ' + x)
        return Float64Array.from({ length: x }, (_, n) => 0.54 - 0.46 * Math.cos((2 * Math.PI * n) / (x - 1)))
      }
      /** @cached */
      function h(x: Float64Array) {
        console.log('A second long-running calculation, using g(x)')
        return Array.from(x, each => Array.from(x, (_, power) => each ** (x.length - 1 - power)))
      }
      const a = g(3)
      console.log(g(3).join(' '))
      const b = h(a)
      const b2 = h(g(3))
      console.log(b2.length, JSON.stringify(b) === JSON.stringify(b2))`,
    square: `
      import { configure, dispose } from 'keyprint'
      /** @cached */
      function square(a: Float64Array) {
        console.log('Calling square')
        return a.map(each => each * each)
      }
      const a = new Float64Array(2 ** 18).fill(3)
      square(a)
      await dispose()
      configure({ store: process.env.KEYPRINT_STORE })
      const first = square(a)
      first.fill(0)
      await dispose()
      configure({ store: process.env.KEYPRINT_STORE })
      console.log(square(a).every(each => each === 9))`,
    shelve: `
      import { cacheOf } from 'keyprint'
      /** @cached */
      async function g(x: number) {
        console.log('A long-running calculation, with parameter ' + x)
        return Float64Array.from({ length: x })
      }
      const result = await cacheOf(g).shelve(4)
      console.log((await result.get()).length)
      const copied = cacheOf(g).shelved(JSON.parse(JSON.stringify(result)))
      console.log((await copied.get()).length)
      await result.clear()
      console.log(await copied.get().catch(error => error.message))`,
    ignore: `
      import { cached } from 'keyprint'
      const myFunc = cached((x: number, debug = true) => {
        if (debug) console.log('Called with x = ' + x)
      }, { ignore: ['debug'] })
      myFunc(0)
      myFunc(0, false)
      myFunc(0, true)
      console.log('not evaluated again')`,
    methods: `
      import { cacheOf, cached, reduceSize } from 'keyprint'
      const f = cached(async (x: number) => {
        console.log('Running f(' + x + ')')
        return x
      })
      const cache = cacheOf(f)
      console.log(await cache.has(1))
      await f(1)
      console.log(await cache.has(1))
      await cache.refresh(1)
      await cache.delete(1)
      console.log(await cache.has(1))
      for (const x of [1, 2, 3]) await f(x)
      const { store } = await reduceSize({ items: 1 })
      console.log(store > 0, await cache.has(1), await cache.has(3))
      await cache.clear()
      console.log(await cache.has(3))`,
    verbose: `
      import { cached, verbose } from 'keyprint'
      verbose({ write: line => console.log(line.replace(/\\d+\\.\\d ms/, '… ms')) })
      const costlyCompute = cached((data: readonly number[], columnIndex = 0) => data[columnIndex])
      costlyCompute([1, 2, 3])
      costlyCompute([1, 2, 3], 0)
      costlyCompute([1, 2, 3], 1)`,
    limits: `
      import { cacheOf, cached, reduceSize } from 'keyprint'
      const f = cached(async (x: number) => x + ' '.repeat(60_000))
      const kept = async () => (await Promise.all([1, 2, 3].map(x => cacheOf(f).has(x)))).join(' ')
      for (const x of [1, 2, 3]) {
        await f(x)
        await new Promise(resolve => setTimeout(resolve, 30))
      }
      await reduceSize({ bytes: '150kb' })
      console.log(await kept())
      await reduceSize({ age: '1h' })
      console.log(await kept())
      await reduceSize({ age: 1 })
      console.log(await kept())`,
    sized: `
      import { cached } from 'keyprint'
      const f = cached(async (n: string) => (console.log('ran ' + n), n + ' '.repeat(60_000)), { maxSize: '100kb' })
      console.log('has ' + (await f(process.argv[2] ?? 'none')).length)`,
    validation: `
      import { cached } from 'keyprint'
      function expiresAfter(milliseconds: number) {
        return ({ made }: { readonly made: Date }) => Date.now() - made.getTime() < milliseconds
      }
      const fresh = cached((x: number) => (console.log('fresh runs'), x), { validate: expiresAfter(3_600_000) })
      const old = cached((x: number) => (console.log('old runs'), x), { validate: expiresAfter(1) })
      const costly = cached((x: number) => (console.log('costly runs'), x), { validate: ({ took }, [x]) => took >= 0 && x > 1 })
      for (const x of [1, 2]) {
        for (const _ of [1, 2]) {
          fresh(x)
          costly(x)
          old(x)
          await new Promise(resolve => setTimeout(resolve, 5))
        }
      }`
  })
})

test('f(1) runs once, in this process and the next', () => {
  expect(joblib.run('simple')).toEqual(['Running f(1)', '1', '1', 'Running f(2)', '2'])
  expect(joblib.run('simple')).toEqual(['1', '1', '2'])
})

test('h is not run again for an equal array that g made', () => {
  const window = '0.08000000000000002 1 0.08000000000000002'
  const ran = ['A long-running calculation, with parameter 3']
  expect(joblib.run('arrays')).toEqual([...ran, window, 'A second long-running calculation, using g(x)', '3 true'])
  expect(joblib.run('arrays')).toEqual([window, '3 true'])
})

test('a large array is read from its file, and nobody can change what is kept', () => {
  expect(joblib.run('square')).toEqual(['Calling square', 'true'])
  expect(joblib.run('square')).toEqual(['true'])
})

test('a shelved result is read by its handle, also from text, and is gone when it is cleared', () => {
  const ran = 'A long-running calculation, with parameter 4'
  expect(joblib.run('shelve')).toEqual([ran, '4', '4', "keyprint: the shelved result of 'g' is not kept any more"])
})

test('an ignored debug flag does not count', () => {
  expect(joblib.run('ignore')).toEqual(['Called with x = 0', 'not evaluated again'])
})

test('calls are looked for, forced, cleared one by one, and bounded together', () => {
  const runs = ['Running f(1)', 'Running f(2)', 'Running f(3)']
  expect(joblib.run('methods', { KEYPRINT_STORE: 'file:methods' })).toEqual([
    'false',
    runs[0],
    'true',
    runs[0],
    'false',
    ...runs,
    'true false true',
    'false'
  ])
  expect(readdirSync(join(joblib.folder, 'methods')).length).toBeGreaterThan(0)
})

test('a log tells of each call with its arguments, and the time that it took or saved', () => {
  const told = [
    'costlyCompute([ 1, 2, 3 ]) runs: cold',
    'costlyCompute([ 1, 2, 3 ]) took … ms, kept',
    'costlyCompute([ 1, 2, 3 ], 0) from memory, saved … ms',
    'costlyCompute([ 1, 2, 3 ], 1) runs: cold',
    'costlyCompute([ 1, 2, 3 ], 1) took … ms, kept'
  ]
  expect(joblib.run('verbose')).toEqual(told)
  expect(joblib.run('verbose')[0]).toBe('costlyCompute([ 1, 2, 3 ]) from store, saved … ms')
})

test('a cache is reduced to so many bytes, and to what is younger than an age', () => {
  expect(joblib.run('limits', { KEYPRINT_STORE: 'file:limits' })).toEqual([
    'false true true',
    'false true true',
    'false false false'
  ])
})

test('the results of a function stay within its own bound in bytes', () => {
  const runs = (n: string): boolean => joblib.run('sized', {}, [n]).includes(`ran ${n}`)
  expect(['1', '2', '1', '1'].map(runs)).toEqual([true, true, true, false])
})

test('a result that expires is validated by when it was made, how long it took and its input', () => {
  const perCall = (x: number) => [
    `fresh runs`,
    'costly runs',
    'old runs',
    ...(x === 1 ? ['costly runs'] : []),
    'old runs'
  ]
  expect(joblib.run('validation', { KEYPRINT_STORE: 'memory:' })).toEqual([...perCall(1), ...perCall(2)])
})
