import { configure, dispose, wrap } from '../../runtime'
import { makeRecord } from './records'

afterEach(dispose)

test.each([
  ['development', 1],
  ['production', 0]
])('in %s a function that changes its argument is told of', (mode, times) => {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = mode
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  configure({ store: 'memory:' })
  const sort = wrap((list: number[]) => list.sort(), makeRecord({ name: 'sort', returns: 'value' }))
  sort([2, 1])
  sort([3, 1])
  const told = warned.mock.calls.filter(([text]) => String(text).includes("'sort' changed an argument while it ran"))
  expect(told).toHaveLength(times)
  warned.mockRestore()
  process.env.NODE_ENV = before
})
