import { Breaker } from '../../runtime/breaker'
import { EventLog } from './event-log'

// When what a store is asked is let through, by a clock that only the test moves.

let log: EventLog
let breaker: Breaker

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['performance'] })
  log = new EventLog()
  breaker = new Breaker('redis h')
})

afterEach(() => {
  log.stop()
  jest.useRealTimers()
})

const fail = (side: 'read' | 'write') => breaker.failed(side, 'get', new Error('broken'))

test('one failure opens it; each rest lets one through, and the first that works closes it', () => {
  expect([breaker.allows('read'), breaker.allows('read')]).toEqual([true, true])
  fail('read')
  for (let rest = 0; rest < 5; rest++) {
    expect(breaker.allows('read')).toBe(false)
    jest.advanceTimersByTime(999)
    expect(breaker.allows('read')).toBe(false)
    jest.advanceTimersByTime(1)
    expect([breaker.allows('read'), breaker.allows('read'), breaker.allows('read')]).toEqual([true, false, false])
    fail('read')
  }
  jest.advanceTimersByTime(1000)
  expect(breaker.allows('read')).toBe(true)
  breaker.succeeded('read')
  expect([breaker.allows('read'), breaker.allows('read'), breaker.reconnects]).toEqual([true, true, 1])
  expect(log.take()).toEqual(['store-down redis h (get)', 'store-up'])
})

test('one that is let through and never ends lets the next one through after another rest', () => {
  fail('read')
  jest.advanceTimersByTime(1000)
  expect([breaker.allows('read'), breaker.allows('read')]).toEqual([true, false])
  jest.advanceTimersByTime(1000)
  expect(breaker.allows('read')).toBe(true)
})

test('where nothing can be read nothing is written, but what cannot be written can be read', () => {
  fail('write')
  expect([breaker.allows('read'), breaker.allows('write'), breaker.writesRest]).toEqual([true, false, true])
  breaker.succeeded('read')
  expect(breaker.allows('write')).toBe(false)
  jest.advanceTimersByTime(1000)
  // Asking ahead does not use up the one that may be tried.
  expect([breaker.writesRest, breaker.writesRest, breaker.allows('write')]).toEqual([false, false, true])
  expect([breaker.allows('write'), breaker.writesRest]).toEqual([false, true])
  fail('read')
  jest.advanceTimersByTime(1000)
  expect([breaker.allows('write'), breaker.writesRest]).toEqual([false, true])
  expect(log.take()).toEqual(['store-down redis h (get)'])
})

test('an outage of both sides is told once, and is over when both work', () => {
  fail('read')
  fail('write')
  fail('read')
  breaker.succeeded('read')
  expect([breaker.reconnects, breaker.allows('read'), breaker.allows('write')]).toEqual([0, true, false])
  breaker.succeeded('write')
  expect([breaker.reconnects, breaker.allows('write')]).toEqual([1, true])
  fail('write')
  expect(log.take()).toEqual(['store-down redis h (get)', 'store-up', 'store-down redis h (get)'])
})
