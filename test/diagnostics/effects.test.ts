import { analyzeSources } from '../support/analyze-sources'

/** The codes that a cached function with this body gets. */
function codesOf(body: string, tag = '@cached', options: unknown = {}): string[] {
  const source = `
    import * as fs from 'node:fs'
    import { readFile } from 'node:fs/promises'
    import { randomUUID, createHash, createECDH, createSign, generatePrimeSync, getFips } from 'node:crypto'
    import { EventEmitter, defaultMaxListeners } from 'node:events'
    import { debuglog, inspect, parseArgs } from 'node:util'
    import { executionAsyncId } from 'node:async_hooks'
    import { deserialize, getHeapStatistics, serialize } from 'node:v8'
    import os from 'node:os'
    import { performance as clock } from 'node:perf_hooks'
    const { random } = Math; const draw = Math.random; const maths = Math
    void [createECDH, createSign, generatePrimeSync, getFips, EventEmitter, defaultMaxListeners, debuglog, inspect, parseArgs]
    void [executionAsyncId, deserialize, getHeapStatistics, serialize]
    void [random, draw, maths, fs, readFile, randomUUID, createHash, os, clock]
    /** ${tag} */ export function f(n: number, when: Date): unknown { ${body} }`
  return analyzeSources({ 'main.ts': source }, options).diagnostics.map(({ code }) => code)
}

test.each([
  ['return Date.now() + n', 'KP2004'],
  ['return new Date().getTime()', 'KP2004'],
  ['return Date()', 'KP2004'],
  ['return performance.now()', 'KP2004'],
  ['return clock.now()', 'KP2004'],
  ['return process.hrtime.bigint()', 'KP2004'],
  ['const { now } = Date; return now()', 'KP2004'],
  ['const clock = Date; return clock.now()', 'KP2004'],
  ['return [Date].map((d) => d.now())', 'KP2004'],
  ['return Reflect.construct(Date, [])', 'KP2004'],
  ['const m = Math; return m.random()', 'KP2005'],
  ['return (globalThis as any).crypto.randomUUID()', 'KP2005'],
  ['return random()', 'KP2005'],
  ['const { "random": other } = Math; return other()', 'KP2005'],
  ['const { ...all } = Math; return all.random()', 'KP2005'],
  ['return Math["random"]()', 'KP2005'],
  ['return draw()', 'KP2005'],
  ['return maths.random()', 'KP2005'],
  ['return Math.random()', 'KP2005'],
  ['return globalThis.Math.random()', 'KP2005'],
  ['return [1].map(Math.random)', 'KP2005'],
  ['return randomUUID()', 'KP2005'],
  ['return crypto.randomUUID()', 'KP2005'],
  ['return fs.readFileSync("x")', 'KP2006'],
  ['return fs.promises.readFile("x")', 'KP2006'],
  ['return readFile("x")', 'KP2006'],
  ['return fetch("http://x")', 'KP2006'],
  ['return os.hostname()', 'KP2006'],
  ['return process.cwd()', 'KP2006'],
  ['return process.stdin.read()', 'KP2006'],
  ['return process.exit(n)', 'KP2006'],
  ['return performance.mark("a").startTime', 'KP2004'],
  ['return performance.nodeTiming.duration', 'KP2004'],
  ['return new Event("x").timeStamp', 'KP2004'],
  ['return Buffer.allocUnsafe(n)', 'KP2006'],
  ['return crypto.subtle.sign("RSA-PSS", null as never, new Uint8Array())', 'KP2005'],
  ['return createECDH("secp256k1").generateKeys()', 'KP2005'],
  ['return createSign("sha256").update("x").sign("key")', 'KP2005'],
  ['return generatePrimeSync(n)', 'KP2005'],
  ['return getFips()', 'KP2006'],
  ['return Error.stackTraceLimit', 'KP2006'],
  ['return defaultMaxListeners', 'KP2006'],
  ['return EventEmitter.defaultMaxListeners', 'KP2006'],
  ['return new EventEmitter().getMaxListeners()', 'KP2006'],
  ['return inspect.defaultOptions.depth', 'KP2006'],
  ['return debuglog("x").enabled', 'KP2006'],
  ['return parseArgs().values', 'KP2006'],
  ['return executionAsyncId()', 'KP2006'],
  ['return process.listenerCount("exit")', 'KP2006'],
  ['return process.stdout.hasColors()', 'KP2006'],
  ['return URL.createObjectURL(new Blob([]))', 'KP2006'],
  ['return getHeapStatistics()', 'KP2006'],
  ['return new Error("x").stack', 'KP2006'],
  ['try { return JSON.parse("") } catch (error) { return (error as Error).stack }', 'KP2006'],
  ['return new Intl.NumberFormat().format(n)', 'KP2007'],
  ['return n.toLocaleString()', 'KP2007'],
  ['return n.toLocaleString(undefined)', 'KP2007'],
  ['return n.toLocaleString([], { style: "percent" })', 'KP2007'],
  ['return when.toLocaleDateString()', 'KP2007'],
  ['return [n].toLocaleString()', 'KP2007'],
  ['return 1n.toLocaleString()', 'KP2007'],
  ['return String(n).localeCompare("b")', 'KP2007'],
  ['return String(n).toLocaleUpperCase()', 'KP2007'],
  ['return ["a"].map((each) => each.localeCompare("b"))', 'KP2007'],
  ['return when.toLocaleDateString("en")', 'KP2009'],
  ['return when.toLocaleString("en", { dateStyle: "short" })', 'KP2009'],
  ['return new Intl.DateTimeFormat("en").format(n)', 'KP2009'],
  ['return when.getFullYear()', 'KP2009'],
  ['return when?.["getHours"]()', 'KP2009'],
  ['return String(when.getTimezoneOffset())', 'KP2009'],
  ['return when.toString()', 'KP2009'],
  ['return new Date(when).setHours(0, 0, 0, 0)', 'KP2009'],
  ['return new Date(n, 0, 1).getTime()', 'KP2009']
])('%s is reported as %s', (body, code) => {
  expect(codesOf(body)).toEqual([code])
})

test.each([
  'return new Date(n)',
  'return when.getTime()',
  'return Date.UTC(n)',
  'return (when as unknown) instanceof Date',
  'return typeof WebSocket === "undefined"',
  'if (WebSocket) return 1; return 2',
  'return typeof globalThis === "object"',
  'return Math.max(n, 1)',
  'return createHash("sha256").update(String(n)).digest("hex")',
  'return os.EOL',
  'return deserialize(serialize(n))',
  'return parseArgs({ args: [] }).values',
  'return crypto.subtle.sign("HMAC", null as never, new Uint8Array())',
  'return inspect(n) + Buffer.alloc(n)',
  'return new URL("http://x").href',
  'return [Event, URL, EventEmitter].length',
  'const log = debuglog("x"); log(String(n)); return n',
  'return new Intl.NumberFormat("en").format(n)',
  'return n.toLocaleString("en") + n.toString()',
  'return String(n).localeCompare("b", "en")',
  'return when.toLocaleDateString("en", { timeZone: "UTC" })',
  'const options = { timeZone: "UTC" }; return when.toLocaleDateString("en", options)',
  'return when.toLocaleDateString("en", { ...{ timeZone: "UTC" } })',
  'return new Intl.DateTimeFormat("en", { timeZone: "UTC" }).format(n)',
  'return when.getUTCFullYear() + when.toISOString() + when.toJSON()',
  'return new Map([[n, n]]).get(n)',
  'return { getFullYear: () => n }.getFullYear()',
  'console.log(n); return n',
  'try { return n } catch (error) { console.error((error as Error).stack); throw error }',
  'const error = new Error("x"); error.stack = new Error("y").stack; throw error',
  'throw new Error(new Error("x").stack)',
  'return process.platform + process.argv.slice(2).join()',
  'return ({ stack: [n] }).stack'
])('%s is not reported', body => {
  expect(codesOf(body)).toEqual([])
})

test('a ttl says how old an answer may be', () => {
  expect(codesOf('return [Date.now(), fs.readFileSync("x")]', '@cached ttl=5m')).toEqual([])
  expect(codesOf('return Math.random()', '@cached ttl=5m')).toEqual(['KP2005'])
})

describe('the option effects', () => {
  test.each([
    [
      { package: 'node:crypto', members: ['createHash'], kind: 'time' },
      'return createHash("md5").digest("hex")',
      ['KP2004']
    ],
    [
      { package: 'crypto', members: ['createHash'], kind: 'randomness' },
      'return createHash("md5").digest("hex")',
      ['KP2005']
    ],
    [{ package: 'node:crypto', kind: 'outside world' }, 'return createHash("md5").digest("hex")', ['KP2006']],
    [{ package: 'Math', members: ['max'], kind: 'locale' }, 'return Math.max(n, Math.min(n, 1))', ['KP2007']],
    [{ package: 'Math', members: ['max'], kind: 'time zone' }, 'return Math.max(n, 1)', ['KP2009']],
    [{ package: 'node:os', members: ['hostname'], kind: 'none' }, 'return os.hostname() + os.uptime()', ['KP2006']],
    [{ package: 'os', kind: 'none' }, 'return os.hostname() + os.uptime()', []],
    [
      { package: 'fs', members: ['promises'], kind: 'none' },
      'return [fs.promises.readFile("x"), fs.readFileSync("x")]',
      ['KP2006']
    ],
    [
      { package: 'Date', members: ['prototype.getHours'], kind: 'none' },
      'return when.getHours() + when.getDay()',
      ['KP2009']
    ]
  ])('%j goes before the table: %s', (effect, body, codes) => {
    expect(codesOf(body, '@cached', { effects: [effect] })).toEqual(codes)
  })

  test('is worded by its kind', () => {
    const { diagnostics } = analyzeSources(
      {
        'hash.ts': `
          import { createHash } from 'node:crypto'
          /** @cached */ export const f = (n: number) => createHash('md5').update(String(n)).digest('hex')`
      },
      { effects: [{ package: 'node:crypto', kind: 'outside world' }] }
    )
    expect(diagnostics.map(({ message }) => message)).toEqual([
      "KP2006: 'node:crypto.createHash' reads the outside world, which may change without the key changing."
    ])
  })
})
