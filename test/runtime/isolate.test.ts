import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configure, dispose, wrap } from '../../runtime'
import type { Isolation } from '../../runtime/snapshot'
import { makeRecord } from './records'

const folder = mkdtempSync(join(tmpdir(), 'keyprint-isolate-'))
const start = () => configure({ store: `file:${folder}`, namespace: 'isolate' })

beforeEach(start)
afterEach(() => dispose())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Result {
  list: { n: number }[]
  map?: Map<string, number[]>
}

function maker(isolate: Isolation | undefined, returns: 'promise' | 'value', make: () => Result) {
  const options = isolate && { isolate }
  const record = makeRecord({ returns, parameters: { count: 0 } })
  return returns === 'promise'
    ? wrap(async () => make(), record, options)
    : wrap(make as () => Result | Promise<Result>, record, options)
}

const plain = () => ({ list: [{ n: 1 }] })

describe.each(['promise', 'value'] as const)('a function that returns a %s', returns => {
  test.each([undefined, 'clone'] as const)('copies by default (%s)', async isolate => {
    const make = maker(isolate, returns, plain)
    const results = [await make(), await make(), await make()]
    for (const [index, each] of results.entries()) each.list.push({ n: index })
    expect(await make()).toEqual(plain())
    await dispose()
    start()
    const stored = await make()
    stored.list.length = 0
    expect(await make()).toEqual(plain())
  })

  test('freezes for all who call, the first one too', async () => {
    const made: Result[] = []
    const make = maker('freeze', returns, () => (made.push(plain()), made[0] as Result))
    const [first, second] = [await make(), await make()]
    expect(second).toBe(first)
    expect(() => first.list.push({ n: 2 })).toThrow(TypeError)
    expect(() => (first.list[0] as { n: number }).n++).toThrow(TypeError)
    made[0]?.list.push({ n: 3 })
    expect(await make()).toEqual(plain())
    await dispose()
    start()
    const third = await make()
    expect(Object.isFrozen(third.list[0])).toBe(true)
    expect(await make()).toBe(third)
    expect(made).toHaveLength(1)
  })

  test('copies what cannot be frozen', async () => {
    const make = maker('freeze', returns, () => ({ list: [{ n: 1 }], map: new Map([['a', [1]]]) }))
    for (let time = 0; time < 3; time++) {
      const { map } = await make()
      expect(map).toEqual(new Map([['a', [1]]]))
      map?.get('a')?.push(2)
      map?.set('b', [])
    }
  })

  test('shares one object', async () => {
    const result = plain()
    const make = maker('share', returns, () => result)
    expect(await make()).toBe(result)
    expect(await make()).toBe(result)
    await dispose()
    start()
    const stored = await make()
    expect(stored).toEqual(result)
    expect(await make()).toBe(stored)
  })

  test('does not copy what is frozen all through', async () => {
    const make = maker(
      undefined,
      returns,
      () => Object.freeze({ list: Object.freeze([Object.freeze({ n: 1 })]) }) as never
    )
    await make()
    expect(await make()).toBe(await make())
    const open = maker(undefined, returns, () => Object.freeze({ list: [{ n: 1 }] }))
    await open()
    expect(await open()).not.toBe(await open())
  })
})

test('callers that joined one run get copies of their own', async () => {
  const make = maker(undefined, 'promise', plain)
  const [first, second, third] = await Promise.all([make(), make(), make()])
  first.list.length = 0
  second.list.push({ n: 2 })
  expect(third).toEqual(plain())
})

test('a result that is readonly by its type is shared, and frozen in case the type lies', async () => {
  const made: Result[] = []
  const record = makeRecord({ result: 'readonly', parameters: { count: 0 } })
  const make = wrap(async () => (made.push(plain()), made[0] as Result), record)
  const first = await make()
  expect(first).toBe(made[0])
  first.list.push({ n: 2 })
  const second = await make()
  expect([second, await make()]).toEqual([plain(), plain()])
  expect(await make()).toBe(second)
  expect(() => second.list.push({ n: 3 })).toThrow(TypeError)
  const copied = wrap(async () => plain(), makeRecord({ result: 'readonly' }), { isolate: 'clone' })
  await copied()
  expect(await copied()).not.toBe(await copied())
})
