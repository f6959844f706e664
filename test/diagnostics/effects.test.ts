import { analyzeSources } from '../support/analyze-sources'

/** The codes that a cached function with this body gets. */
function codesOf(body: string, tag = '@cached'): string[] {
  const source = `
    import * as fs from 'node:fs'
    import { readFile } from 'node:fs/promises'
    import { randomUUID, createHash } from 'node:crypto'
    import os from 'node:os'
    import { performance as clock } from 'node:perf_hooks'
    void [fs, readFile, randomUUID, createHash, os, clock]
    /** ${tag} */ export function f(n: number, when: Date): unknown { ${body} }`
  return analyzeSources({ 'main.ts': source }).diagnostics.map(({ code }) => code)
}

test.each([
  ['return Date.now() + n', 'KP2004'],
  ['return new Date().getTime()', 'KP2004'],
  ['return Date()', 'KP2004'],
  ['return performance.now()', 'KP2004'],
  ['return clock.now()', 'KP2004'],
  ['return process.hrtime.bigint()', 'KP2004'],
  ['const { now } = Date; return now()', 'KP2004'],
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
  ['return new Intl.NumberFormat().format(n)', 'KP2007']
])('%s is reported as %s', (body, code) => {
  expect(codesOf(body)).toEqual([code])
})

test.each([
  'return new Date(n)',
  'return when.getTime()',
  'return Date.UTC(n)',
  'return Math.max(n, 1)',
  'return createHash("sha256").update(String(n)).digest("hex")',
  'return os.EOL',
  'return new Intl.NumberFormat("en").format(n)',
  'console.log(n); return n'
])('%s is not reported', (body) => {
  expect(codesOf(body)).toEqual([])
})

test('a ttl says how old an answer may be', () => {
  expect(codesOf('return [Date.now(), fs.readFileSync("x")]', '@cached ttl=5m')).toEqual([])
  expect(codesOf('return Math.random()', '@cached ttl=5m')).toEqual(['KP2005'])
})
