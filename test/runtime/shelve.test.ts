import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheOf, configure, dispose, wrap, type ShelvedName } from '../../runtime'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-shelve-'))
beforeEach(() => configure({ store: `file:${folder}`, namespace: 'shelf' }))
afterEach(dispose)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What another process would have: the same store, nothing in memory. */
async function startAnew(): Promise<void> {
  await dispose()
  configure({ store: `file:${folder}`, namespace: 'shelf' })
}

function counted(returns: 'promise' | 'value', options: object = {}) {
  const runs: number[] = []
  const run = (n: number) => {
    runs.push(n)
    return { list: Array.from({ length: n }, (_, index) => index) }
  }
  const fn = wrap(returns === 'value' ? run : async (n: number) => run(n), makeRecord({ returns }), options)
  return { fn, runs }
}

describe.each(['promise', 'value'] as const)('a shelved call (%s)', returns => {
  test('is a small handle, here and from JSON elsewhere, that runs nothing', async () => {
    const { fn, runs } = counted(returns)
    const handle = await cacheOf(fn).shelve(1000)
    const json = JSON.stringify(handle)
    expect(json.length).toBeLessThan(250)
    expect(handle.key).toBe(cacheOf(fn).key(1000))
    expect((await handle.get()).list).toHaveLength(1000)
    expect(await handle.get()).not.toBe(await handle.get())
    await startAnew()
    const again = cacheOf(fn).shelved(JSON.parse(json) as ShelvedName)
    expect((await again.get()).list).toHaveLength(1000)
    expect(runs).toEqual([1000])
  })

  test('is gone when its result is', async () => {
    const { fn, runs } = counted(returns)
    const handle = await cacheOf(fn).shelve(2)
    const again = cacheOf(fn).shelved(handle.toJSON())
    expect((await again.get()).list).toEqual([0, 1])
    expect([await again.clear(), await again.clear()]).toEqual([true, false])
    await expect(handle.get()).rejects.toThrow("keyprint: the shelved result of 'work' is not kept any more")
    await fn(2)
    expect(runs).toEqual([2, 2])
    expect((await handle.get()).list).toEqual([0, 1])
  })

  test('that comes from JSON deletes what a call of meanwhile has kept in memory', async () => {
    const { fn, runs } = counted(returns)
    const json = (await cacheOf(fn).shelve(3)).toJSON()
    await startAnew()
    const handle = cacheOf(fn).shelved(json)
    await fn(3)
    expect(await handle.clear()).toBe(true)
    await fn(3)
    expect(runs).toEqual([3, 3])
  })

  test('is over with the time of its result', async () => {
    const { fn } = counted(returns, { ttl: 1000 })
    const handle = await cacheOf(fn).shelve(1)
    const later = Date.now() + 1001
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later)
    await expect(handle.get()).rejects.toThrow('is not kept any more')
    clock.mockRestore()
  })

  test('is found in memory alone', async () => {
    configure({ store: 'memory:' })
    const { fn, runs } = counted(returns)
    const handle = await cacheOf(fn).shelve(1)
    expect((await handle.get()).list).toEqual([0])
    expect((await cacheOf(fn).shelved(handle.toJSON()).get()).list).toEqual([0])
    expect(runs).toEqual([1])
  })

  test('gives each who asks a result of their own', async () => {
    const { fn } = counted(returns)
    const handle = await cacheOf(fn).shelve(2)
    ;(await handle.get()).list.push(9)
    expect((await handle.get()).list).toEqual([0, 1])
  })

  test('is gone when an error is kept in place of its result', async () => {
    let isBroken = false
    const run = (n: number) => {
      if (isBroken) throw new RangeError(`no ${n}`)
      return n
    }
    const fn = wrap(returns === 'value' ? run : async (n: number) => run(n), makeRecord({ returns }), {
      cacheErrors: () => true
    })
    const handle = await cacheOf(fn).shelve(1)
    isBroken = true
    await expect((async () => cacheOf(fn).refresh(1))()).rejects.toThrow('no 1')
    await expect(handle.get()).rejects.toThrow('is not kept any more')
  })

  test('that is not kept is an error', async () => {
    const { fn } = counted(returns, { shouldCache: () => false })
    await expect(cacheOf(fn).shelve(1)).rejects.toThrow("the result of 'work' was not kept, and cannot be shelved")
  })
})

test('a handle of another function, or what is none, is refused', async () => {
  const [{ fn }, { fn: other }] = [counted('promise'), counted('promise')]
  const { key, check } = (await cacheOf(fn).shelve(1)).toJSON()
  const message = 'was given a handle of another function, namespace or version of its code'
  expect(() => cacheOf(other).shelved({ key, check })).toThrow(message)
  expect(() => cacheOf(fn).shelved({ key, check: 'f'.repeat(64) })).toThrow(message)
  for (const wrong of [undefined, {}, { key }, { key, check: 1 }, { key, check: `${check}0` }]) {
    expect(() => cacheOf(fn).shelved(wrong as never)).toThrow('takes what a handle is as JSON: { key, check }')
  }
})

test('that comes from JSON keeps a run under way from being kept', async () => {
  let finish = (): void => {}
  const slow = wrap(async (n: number) => {
    await new Promise<void>(resolve => (finish = resolve))
    return n
  }, makeRecord())
  await cacheOf(slow).set([1], 1)
  const json = (await cacheOf(slow).shelve(1)).toJSON()
  await cacheOf(slow).delete(1)
  const handle = cacheOf(slow).shelved(json)
  const running = slow(1)
  await new Promise(setImmediate)
  await handle.clear()
  finish()
  expect(await running).toBe(1)
  expect(await cacheOf(slow).has(1)).toBe(false)
})

test('means cannot be shelved', async () => {
  const measure = wrap(async () => 5, makeRecord({ parameters: { count: 0 } }), { average: {} })
  await expect(cacheOf(measure).shelve()).rejects.toThrow("cannot be shelved: with the option 'average'")
})

test.each([
  ['tags', { tags: ['all'] }],
  ['validate', { validate: () => true }]
])('results with the option %s cannot be shelved', async (option, options) => {
  const { fn } = counted('promise', options)
  await expect(cacheOf(fn).shelve(1)).rejects.toThrow(`cannot be shelved: its option '${option}' is asked`)
  expect(() => cacheOf(fn).shelved({ key: '', check: '' })).toThrow(`its option '${option}' is asked`)
})
