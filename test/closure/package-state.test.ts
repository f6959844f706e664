import { join } from 'node:path'
import ts from 'typescript'
import { analyze } from '../../transformer/pipeline'
import { createTemporaryProject } from '../support/temporary-project'

const types = `
  export declare let current: number
  export declare let handler: (x: number) => number
  export declare const limit: number
  export interface Options { timeout: number; readonly name: string; log?: (text: string) => void; inner: { level: number } }
  export declare const options: Options
  export declare const fixed: { readonly a: number; readonly list: readonly string[] }
  export declare const frozen: Readonly<{ a: number }>
  export declare const regions: Map<string, number>
  export declare const names: readonly string[]
  export declare const pair: readonly [number, number]
  export declare const cells: string[]
  export declare const table: Record<string, { price: number }>
  export declare const anything: any
  export declare enum Level { Low = 1 }
  export declare class Meter { static scale: number; static readonly zero: number; unit: string; readonly serial: number; read(): number; get now(): number }
  export declare const meter: Meter
  export declare function price(net: number): number
  export declare namespace price { let digits: number }
`

const project = createTemporaryProject({
  'node_modules/shop/package.json': JSON.stringify({ name: 'shop', version: '1.0.0', main: 'index.js' }),
  'node_modules/shop/index.js': '',
  'node_modules/shop/index.d.ts': types,
  'node_modules/shop/rates.json': JSON.stringify({ net: 1, gross: 2 })
})

/** The captures of cached functions with these bodies, and what is reported; `other` stands in another file. */
function readAll(bodies: readonly string[], other = ''): ReadonlyMap<string, readonly string[]> {
  const imports = `
    import { current, handler, limit, options, fixed, frozen, regions, names, pair, cells, table, anything, Level, Meter, meter, price } from 'shop'
    import * as all from 'shop'
    import rates from 'shop/rates.json'
    const alias = options`
  const functions = bodies.map((body, index) => `/** @cached */ export function f${index}(k: string) { ${body} }`)
  project.write('main.ts', [imports, ...functions].join('\n'))
  project.write('other.ts', `import rates from 'shop/rates.json'\nimport { options, price } from 'shop'\n${other}`)
  const program = ts.createProgram([join(project.folder, 'main.ts'), join(project.folder, 'other.ts')], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
    resolveJsonModule: true,
    strict: true,
    types: [],
    configFilePath: join(project.folder, 'tsconfig.json')
  })
  const { functions: closures } = analyze(ts, program, {})
  expect(closures).toHaveLength(bodies.length)
  return new Map(
    closures.map(({ captures, diagnostics }, index) => [
      bodies[index] ?? '',
      [...captures.map(({ kind, name }) => `${kind} ${name}`), ...diagnostics.map(({ code }) => code)]
    ])
  )
}

function read(body: string, other = ''): readonly string[] {
  return readAll([body], other).get(body) ?? []
}

test('what may change in a package is captured', () => {
  const expected = [
    ['return current', 'import current'],
    ['return { current }', 'import current'],
    ['return all.current', 'import all.current'],
    ['return current.toFixed(2)', 'import current'],
    ['return options.timeout', 'import options.timeout'],
    ['return options.inner', 'import options.inner'],
    ['return options.inner.level', 'import options.inner.level'],
    ['const { timeout, name } = options; return [timeout, name]', 'import options.timeout'],
    ['const { current: now, limit } = all; return [now, limit]', 'import all.current'],
    ['const { limit, ...rest } = all; return [limit, rest]', 'import all.current'],
    ['return { ...all }', 'import all.current'],
    ['return options.log ? 1 : 2', 'import !!options.log'],
    ['return alias.timeout', 'module alias.timeout'],
    ['return regions.get(k)', 'import regions'],
    ['return cells[0]', 'import cells.0'],
    ['return cells.map(each => each + k)', 'import cells'],
    ['return table[k]', 'import table'],
    ['return Meter.scale', 'import Meter.scale'],
    ['return meter.unit', 'import meter.unit'],
    ['return meter.now', 'import meter.now'],
    ['return price.digits', 'import price.digits']
  ] as const
  const found = readAll(expected.map(([body]) => body))
  expect([...found]).toEqual(expected.map(([body, capture]) => [body, [capture]]))
})

test('what cannot change, or is code, is pinned alone', () => {
  const bodies = [
    'return limit',
    'return all.limit',
    'return options.name',
    'return fixed.a + fixed.list.length',
    'return fixed',
    'return frozen.a',
    'return names[0] + names.join()',
    'return pair[0]',
    'return Level.Low',
    'return Meter.zero + meter.serial',
    'return meter.read()',
    'return new Meter().read()',
    'return anything.member',
    'return handler(1)',
    'return price(1)',
    'return rates.net',
    'return typeof limit'
  ]
  expect([...readAll(bodies)]).toEqual(bodies.map(body => [body, []]))
})

test('a JSON file of a package is captured where the program writes to it', () => {
  expect(read('return rates.net', 'rates.net = 2')).toEqual(['import rates.net'])
  expect(read('return rates.gross', 'rates.net = 2')).toEqual([])
})

test('an option that the program sets is captured, and not reported as code that is replaced', () => {
  expect(read('return options.timeout', 'options.timeout = 5')).toEqual(['import options.timeout'])
  expect(read('return price(1)', "Object.assign(price, { toString: () => '' })")).toEqual([])
})

test('a cached function that sets an option is reported', () => {
  expect(read('options.timeout = 5; return k')).toEqual(['import options.timeout', 'KP2003'])
})
