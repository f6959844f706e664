import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { context, metrics, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { instrument } from '../../runtime/opentelemetry'
import { makeRecord } from './records'

const spans = new InMemorySpanExporter()
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 2 ** 30 })
const meters = new MeterProvider({ readers: [reader] })
let end: () => void

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }))
  metrics.setGlobalMeterProvider(meters)
  configure({ store: 'memory:' })
  end = instrument()
})

afterEach(() => {
  spans.reset()
  measured.reset()
})

afterAll(async () => {
  end()
  await meters.shutdown()
  await dispose()
})

async function collect(name: string): Promise<Record<string, Record<string, unknown>>> {
  measured.reset()
  await reader.forceFlush()
  const all = measured.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(scope => scope.metrics))
  return Object.fromEntries(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      Object.fromEntries(
        dataPoints
          .filter(({ attributes }) => attributes['keyprint.function'] === name)
          .map(({ attributes, value }) => [
            String(
              attributes['keyprint.tier'] ?? attributes['keyprint.reason'] ?? attributes['keyprint.direction'] ?? ''
            ),
            value
          ])
      )
    ])
  )
}

test('counters of each function', async () => {
  const echo = wrap(async (n: number) => n, makeRecord({ name: 'counted' }))
  for (const n of [1, 1, 2, 1]) await echo(n)
  expect(await collect('counted')).toMatchObject({
    'keyprint.hits': { memory: 2, store: 0 },
    'keyprint.misses': { cold: 2, expired: 0 },
    'keyprint.sets': { '': 2 },
    'keyprint.joins': { '': 0 },
    'keyprint.store.io': { read: 0, written: 0 }
  })
  await echo(1)
  expect(await collect('counted')).toMatchObject({ 'keyprint.hits': { memory: 3 } })
})

test('a span around each run, which is the parent of those inside, and events on the span of the caller', async () => {
  const tracer = trace.getTracer('test')
  const inner = async () => tracer.startActiveSpan('query', async span => (await null, span.end(), 1))
  const outer = wrap(async (n: number) => n + (await inner()), makeRecord({ name: 'outer' }))
  await tracer.startActiveSpan('request', async span => {
    await outer(1)
    await outer(1)
    span.end()
  })
  const finished = spans.getFinishedSpans()
  const byName = Object.fromEntries(finished.map(span => [span.name, span]))
  expect(finished.map(({ name }) => name)).toEqual(['query', 'keyprint outer', 'request'])
  expect(byName.query?.parentSpanContext?.spanId).toBe(byName['keyprint outer']?.spanContext().spanId)
  expect(byName['keyprint outer']?.parentSpanContext?.spanId).toBe(byName.request?.spanContext().spanId)
  expect(byName.request?.events.map(({ name, attributes }) => [name, attributes?.['keyprint.tier']])).toEqual([
    ['keyprint.miss', undefined],
    ['keyprint.set', undefined],
    ['keyprint.hit', 'memory']
  ])
})

test.each(['promise', 'value'] as const)(
  'a run that fails is a span that failed, and the error is the same (%s)',
  async returns => {
    const error = new RangeError('mine')
    const fail = wrap(
      returns === 'promise'
        ? async () => Promise.reject(error)
        : () => {
            throw error
          },
      makeRecord({ name: 'fail', returns, parameters: { count: 0 } })
    )
    await expect(async () => fail()).rejects.toBe(error)
    const [span] = spans.getFinishedSpans()
    expect([span?.name, span?.status.code, span?.events[0]?.name]).toEqual(['keyprint fail', 2, 'exception'])
  }
)

test('events are published on a diagnostics channel', async () => {
  const seen: unknown[] = []
  const listen = (message: unknown) => void seen.push((message as { type: string }).type)
  subscribe('keyprint:event', listen)
  const echo = wrap(async (n: number) => n, makeRecord())
  await echo(1)
  await echo(1)
  unsubscribe('keyprint:event', listen)
  await echo(1)
  expect(seen).toEqual(['miss', 'set', 'hit'])
  expect(cacheOf(echo).stats().hits.memory).toBe(2)
})
