import { analyzeSources } from '../support/analyze-sources'

/** The code at each note about an ignored parameter of a cached function with this body. */
function usesIn(body: string): string[] {
  const source = `
    import type { Writable } from 'node:stream'
    export interface Log { info(text: string): void; level(): number; child(name: string): Log; flush(): Promise<void>; count: number }
    function say(log: Log, text: string) { log.info(text) }
    function sayTwice(log: Log) { say(log, '1'); say(log, '2') }
    function levelOf(log: Log) { return log.level() }
    declare function report(text: string): number
    const list: unknown[] = []
    void [say, sayTwice, levelOf, report, list]
    /** @cached ignore=trace */
    export async function f(n: number, _log: Log, trace?: (text: string) => void, _out?: Writable, _signal?: AbortSignal, _rate = 2): Promise<unknown> {
      ${body}
    }`
  const { diagnostics } = analyzeSources({ 'main.ts': source })
  return diagnostics
    .filter(({ code }) => code === 'KP4004')
    .map(({ location }) => source.slice(location?.offset, (location?.offset ?? 0) + (location?.length ?? 0)))
}

test.each([
  'return n',
  "_log.info('x'); return n",
  "_log?.info('x'); trace?.('y'); return n",
  'await _log.flush(); return n',
  'void _log.level(); return n',
  "if (trace) trace('x'); return n",
  "if (trace !== undefined) { trace('x') } return n",
  "trace && trace('x'); return n",
  "if (typeof trace === 'function') trace('x'); return n",
  '_signal?.throwIfAborted(); return n',
  'if (_signal?.aborted) throw new Error(); return n',
  '_log.info(`rate ${_rate}`); return n',
  'console.log(_rate); return n',
  'report(String(_rate)); return n',
  "say(_log, 'x'); sayTwice(_log); return n",
  "const log = _log; log.info('x'); return n",
  "const log = _log.child('f'); log.info('x'); return n",
  "_out?.write('x'); return n",
  "return [n].map((each) => { _log.info('x'); return each })",
  "return Promise.resolve(n).finally(() => _log.info('x'))",
  'type L = typeof _log; const l: L | undefined = undefined; return l'
])('%s: the ignored parameter is only spoken to', body => {
  expect(usesIn(body)).toEqual([])
})

test.each([
  ['return n * _rate', '_rate'],
  ['return _log.level()', '_log'],
  ['return levelOf(_log) + n', '_log'],
  ['const rate = _rate; return rate * n', '_rate'],
  ['if (_rate > 1) return n; return 0', '_rate'],
  ['if (_log) return n; return 0', '_log'],
  ['if (_rate !== 2) return n; return 0', '_rate'],
  ["if (_signal?.aborted) _log.info('x'); else return n; return 0", '_signal'],
  ['list.push(_rate); return list.length', '_rate'],
  ['_log.count += 1; return _log.count', '_log'],
  ['return { trace }', 'trace'],
  ['return [n].map((each) => each * _rate)', '_rate'],
  ['const log = _log; return log.level()', '_log']
])('%s: the result may depend on it', (body, use) => {
  expect(usesIn(body)).toEqual([use])
})

test('it is a note, and names where the parameter is declared', () => {
  const source = '/** @cached */ export function f(n: number, _rate: number) { return n * _rate }'
  const [note, ...more] = analyzeSources({ 'main.ts': source }).diagnostics
  expect(more).toEqual([])
  expect(note).toMatchObject({ code: 'KP4004', severity: 'note', location: { offset: source.lastIndexOf('_rate') } })
  expect(note?.related).toMatchObject([{ location: { offset: source.indexOf('_rate') } }])
})
