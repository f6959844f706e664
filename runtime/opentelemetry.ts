import {
  metrics,
  SpanStatusCode,
  trace,
  ValueType,
  type Attributes,
  type ObservableResult,
  type Span
} from '@opentelemetry/api'
import { stats, type AllStats } from './all-stats'
import { setAround } from './call'
import { onEvent, type CacheEvent } from './events'

type FunctionStats = AllStats['functions'][number]
type Measured = (each: FunctionStats) => Iterable<readonly [value: number, attributes: Attributes]>

interface Metric {
  readonly name: string
  readonly description: string
  readonly unit: string
  readonly measure: Measured
}

const one = (name: string, description: string, unit: string, read: (each: FunctionStats) => number): Metric => ({
  name,
  description,
  unit,
  measure: each => [[read(each), {}]]
})

const METRICS: readonly Metric[] = [
  {
    name: 'keyprint.hits',
    description: 'Calls answered from the cache',
    unit: '{call}',
    measure: ({ hits }) => Object.entries(hits).map(([tier, count]) => [count, { 'keyprint.tier': tier }])
  },
  {
    name: 'keyprint.misses',
    description: 'Calls that ran the function because no entry was found',
    unit: '{call}',
    measure: ({ missesBy }) => Object.entries(missesBy).map(([reason, count]) => [count, { 'keyprint.reason': reason }])
  },
  one('keyprint.joins', 'Calls that waited for a run under way', '{call}', ({ joins }) => joins),
  one('keyprint.bypasses', 'Calls that ran the function without asking the cache', '{call}', each => each.bypasses),
  one('keyprint.sets', 'Results that were kept', '{result}', ({ sets }) => sets),
  one(
    'keyprint.errors',
    'Store operations that failed and entries that could not be read',
    '{error}',
    each => each.errors
  ),
  one('keyprint.timeouts', 'Store operations that took too long', '{error}', ({ timeouts }) => timeouts),
  one('keyprint.time_saved', 'Time that the runs took which hits spared', 'ms', ({ timeSaved }) => timeSaved),
  {
    name: 'keyprint.store.io',
    description: 'Bytes of entries that came from the store and went to it',
    unit: 'By',
    measure: ({ bytes }) =>
      Object.entries(bytes).map(([direction, count]) => [count, { 'keyprint.direction': direction }])
  }
]

/**
 * Reports to the OpenTelemetry of the program: counters of each cached function (`keyprint.hits` and so on), a span around
 * each run of one, and an event `keyprint.<type>` on the span that a call stands in. Counters cost calls nothing: they are
 * read when they are collected.
 *
 * @returns a function that ends it
 */
export function instrument(): () => void {
  const meter = metrics.getMeter('keyprint')
  const ends = METRICS.map(({ name, description, unit, measure }) => {
    const counter = meter.createObservableCounter(name, { description, unit, valueType: ValueType.DOUBLE })
    const observe = (result: ObservableResult): void => {
      for (const each of stats().functions) {
        for (const [value, attributes] of measure(each)) {
          result.observe(value, {
            'keyprint.function': each.name,
            'keyprint.fingerprint': each.fingerprint,
            ...attributes
          })
        }
      }
    }
    counter.addCallback(observe)
    return () => counter.removeCallback(observe)
  })
  const tracer = trace.getTracer('keyprint')
  setAround((name, run) =>
    tracer.startActiveSpan(`keyprint ${name}`, { attributes: { 'keyprint.function': name } }, span => runIn(span, run))
  )
  ends.push(() => setAround(undefined), onEvent(addToSpan))
  return () => ends.forEach(end => end())
}

function runIn(span: Span, run: () => unknown): unknown {
  const fail = (error: unknown): never => {
    span.recordException(error instanceof Error ? error : String(error))
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
    throw error
  }
  let result: unknown
  try {
    result = run()
  } catch (error) {
    return fail(error)
  }
  if (!(result instanceof Promise)) {
    span.end()
    return result
  }
  return result.then((value: unknown) => {
    span.end()
    return value
  }, fail)
}

function addToSpan({ type, ...details }: CacheEvent): void {
  // Arguments may be anybody's secrets, and spans are kept where others read them.
  const told = Object.entries(details).filter(
    (detail): detail is [string, string | number | true] => detail[0] !== 'args'
  )
  const attributes = told.map(([name, value]) => [`keyprint.${name}`, value] as const)
  trace.getActiveSpan()?.addEvent(`keyprint.${type}`, Object.fromEntries(attributes))
}
