import { cacheOf, configure, dispose, provide, wrap } from '../../runtime'
import { EventLog } from './event-log'
import { makeRecord } from './records'

beforeEach(() => configure({ store: 'memory:' }))
afterEach(dispose)

/** Loads a file of the given name that registers itself. */
function load(file: string, id: string, value: unknown): void {
  const source = 'provide(id, { rate: () => value })\n//# sourceURL=' + file
  // eval gives the call a file name of its own, as modules have.
  ;(0, eval)(`(provide, id, value) => { ${source}\n}`)(provide, id, value)
}

let count = 0
const withProvider = () => {
  const id = `rates-${++count}`
  let runs = 0
  const work = wrap(async () => ++runs, makeRecord({ name: 'work', captures: [{ name: 'rate', provider: id }] }))
  return { id, work }
}

test('a capture of another module is read through what that module registered', async () => {
  const { id, work } = withProvider()
  let rate = 1
  provide(id, { rate: () => rate })
  expect([await work(), await work(), (rate = 2), await work()]).toEqual([1, 1, 2, 2])
})

test('a module that is not loaded makes the call run plainly', async () => {
  const log = new EventLog()
  const { id, work } = withProvider()
  expect([await work(), await work()]).toEqual([1, 2])
  const line = `bypass work (provider): 'rate': the module '${id}' is not loaded, or was built before it was captured`
  expect(log.take()).toEqual([line, line])
  provide(id, { other: () => 1 })
  expect(await work()).toBe(3)
  expect(log.take()).toEqual([`bypass work (provider): 'rate': the module '${id}' does not provide it; build it again`])
  provide(id, { rate: () => 1 })
  expect([await work(), await work()]).toEqual([4, 4])
  log.stop()
})

test('a module that is loaded anew replaces itself', async () => {
  const { id, work } = withProvider()
  load('/app/rates.js', id, 1)
  const before = cacheOf(work).key()
  load('/app/rates.js?v=2', id, 2)
  expect(cacheOf(work).key()).not.toBe(before)
})

test('two modules of one id make the call run plainly', async () => {
  const log = new EventLog()
  const { id, work } = withProvider()
  load('/app/node_modules/rates/index.js', id, 1)
  load('/app/lib/node_modules/rates/index.js', id, 2)
  expect([await work(), await work()]).toEqual([1, 2])
  expect(log.take()[0]).toContain(`several modules are registered as '${id}' (/app/lib/`)
  log.stop()
})

test('a reader of a prototype is not one of the module', () => {
  const { id, work } = withProvider()
  provide(id, Object.create({ rate: () => 1 }) as Record<string, () => unknown>)
  expect(() => cacheOf(work).key()).toThrow('does not provide it')
})

test('registering does not disturb stack traces', () => {
  const before = Error.prepareStackTrace
  provide('x', {})
  expect(Error.prepareStackTrace).toBe(before)
})
