/**
 * The project of the proof that nothing goes stale: one marked function, one thing for it to depend on of each kind, and
 * an edit of each.
 */
import type { Files } from './tspc-project'

export const packageManifest = 'node_modules/rounding/package.json'

export const marked = `import { convert } from './convert'
import { rate } from './rate'
import table from './table.json'
import { round } from 'rounding'
import { near } from './near'
import { surcharge } from './barrel'
import { toll } from '../toll/src/toll'
/** @cached */
export function fare(km: number): number {
  return round(convert(km) * rate * table.factor) + near(km) + surcharge(km) + toll(km)
}
`

export interface Edit {
  /** What is edited, as a column of the table says it. */
  readonly name: string
  readonly file: string
  /** The text of the file in a round; round 0 is the first build. */
  readonly text: (round: number) => string
}

export const edits: readonly Edit[] = [
  { name: "callee's body", file: 'src/convert.ts', text: of('export function convert(km: number): number { return km * 1# }') },
  { name: 'constant', file: 'src/rate.ts', text: of('export const rate = 1#') },
  { name: 'JSON import', file: 'src/table.json', text: of('{ "factor": 1# }') },
  { name: 'package version', file: packageManifest, text: of('{ "name": "rounding", "version": "1.0.#", "types": "index.d.ts" }') },
  { name: 'two files away', file: 'src/far.ts', text: of('export function far(km: number): number { return km + 1# }') },
  { name: 're-export', file: 'src/surcharge.ts', text: of('export const surcharge = (km: number): number => km + 2#') },
  { name: 'referenced project', file: 'toll/src/toll.ts', text: of("import { base } from './base'\nexport function toll(km: number): number { return base(km) - # }") },
  { name: 'two files away there', file: 'toll/src/base.ts', text: of('export function base(km: number): number { return km / 1# }') }
] // prettier-ignore

/** How often each edit is made in a row. */
export const rounds = 3

function of(text: string): Edit['text'] {
  return round => `${text.replace('#', String(round))}\n`
}

/** @param compilerOptions added to those of the project with the marked function */
export function staleProject(compilerOptions: Readonly<Record<string, unknown>>): Files {
  const common = {
    target: 'ES2022',
    lib: ['ES2022'],
    module: 'NodeNext',
    strict: true,
    types: [],
    resolveJsonModule: true,
    esModuleInterop: true,
    rootDir: '.',
    pretty: false,
    plugins: [{ transform: 'keyprint/transformer', transformProgram: true }]
  }
  return {
    'src/fare.ts': marked,
    'src/near.ts': "import { far } from './far'\nexport function near(km: number): number { return far(km) }\n",
    'src/barrel.ts': "export { surcharge } from './surcharge'\n",
    'node_modules/rounding/index.js': 'exports.round = Math.round\n',
    'node_modules/rounding/index.d.ts': 'export declare function round(x: number): number\n',
    ...Object.fromEntries(edits.map(({ file, text }) => [file, text(0)])),
    'package.json': '{}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { ...common, outDir: 'out', ...compilerOptions },
      include: ['src', 'src/**/*.json'],
      references: [{ path: './toll' }]
    }),
    'toll/tsconfig.json': JSON.stringify({
      compilerOptions: { ...common, outDir: '../out/toll', composite: true },
      include: ['src']
    })
  }
}
