/**
 * Edits of everything that a fingerprint is made from, against every way of building that keeps what it knows.
 *
 * The project has one marked function, and one thing for it to depend on of each kind. After each edit the next build
 * has to carry the fingerprint of a build from nothing, and a build of what has not changed has to write nothing.
 */
import { analyze } from '../../transformer/pipeline'
import { loadProject } from '../../transformer/program/load-project'
import { recordRow } from '../oracles/record-row'
import { createTspcProject, type Files, type TspcProject } from './tspc-project'

const package_ = 'node_modules/rounding/package.json'

const marked = `import { convert } from './convert'
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

interface Edit {
  /** What is edited, as a column of the table says it. */
  readonly name: string
  readonly file: string
  /** The text of the file in a round; round 0 is the first build. */
  readonly text: (round: number) => string
}

const edits: readonly Edit[] = [
  { name: "callee's body", file: 'src/convert.ts', text: of('export function convert(km: number): number { return km * 1# }') },
  { name: 'constant', file: 'src/rate.ts', text: of('export const rate = 1#') },
  { name: 'JSON import', file: 'src/table.json', text: of('{ "factor": 1# }') },
  { name: 'package version', file: package_, text: of('{ "name": "rounding", "version": "1.0.#", "types": "index.d.ts" }') },
  { name: 'two files away', file: 'src/far.ts', text: of('export function far(km: number): number { return km + 1# }') },
  { name: 're-export', file: 'src/surcharge.ts', text: of('export const surcharge = (km: number): number => km + 2#') },
  { name: 'referenced project', file: 'toll/src/toll.ts', text: of("import { base } from './base'\nexport function toll(km: number): number { return base(km) - # }") },
  { name: 'two files away there', file: 'toll/src/base.ts', text: of('export function base(km: number): number { return km / 1# }') }
] // prettier-ignore

function of(text: string): Edit['text'] {
  return round => `${text.replace('#', String(round))}\n`
}

const unchanging: Files = {
  'src/fare.ts': marked,
  'src/near.ts': "import { far } from './far'\nexport function near(km: number): number { return far(km) }\n",
  'src/barrel.ts': "export { surcharge } from './surcharge'\n",
  'node_modules/rounding/index.js': 'exports.round = Math.round\n',
  'node_modules/rounding/index.d.ts': 'export declare function round(x: number): number\n'
}

export const rounds = 3

export interface Way {
  readonly name: string
  readonly args: readonly string[]
  readonly compilerOptions: Readonly<Record<string, unknown>>
  readonly watches: boolean
}

/** Every incremental way of building with tspc, each with and without declarations and `isolatedModules`. */
export const ways: readonly Way[] = [
  ['--incremental', ['-p', '.', '--incremental']],
  ['-b', ['-b']],
  ['--watch', ['-p', '.', '--watch']],
  ['-b --watch', ['-b', '--watch']]
].flatMap(([name, args]) =>
  [{}, { declaration: true }].flatMap(declarations =>
    [{}, { isolatedModules: true }].map(isolated => {
      const asked = { ...declarations, ...isolated }
      const builds = args!.includes('-b')
      return {
        name: [name, ...Object.keys(asked)].join(' '),
        args: args as readonly string[],
        compilerOptions: { ...asked, ...(builds && ('declaration' in asked ? { composite: true } : { incremental: true })) },
        watches: args!.includes('--watch')
      }
    })
  )
) // prettier-ignore

function createProject({ compilerOptions }: Way): TspcProject {
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
  const project = createTspcProject({
    ...unchanging,
    ...Object.fromEntries(edits.map(({ file, text }) => [file, text(0)])),
    'tsconfig.json': JSON.stringify({
      compilerOptions: { ...common, outDir: 'out', ...compilerOptions },
      include: ['src', 'src/**/*.json'],
      references: [{ path: './toll' }]
    }),
    'toll/tsconfig.json': JSON.stringify({
      compilerOptions: { ...common, outDir: '../out/toll', composite: true },
      include: ['src']
    })
  })
  expect(project.tspc('-b', 'toll')).toMatchObject({ status: 0, stdout: '' })
  return project
}

/** Fingerprints of programs that were never built before, by what was edited. */
const known = new Map<string, string>()

function fromNothing({ folder }: TspcProject, state: string): string {
  const { compiler, program, rawOptions } = loadProject(folder, folder)
  const fingerprint = known.get(state) ?? analyze(compiler, program, rawOptions).functions[0]?.fingerprint
  if (fingerprint === undefined) throw new Error(`nothing is cached in ${folder}`)
  known.set(state, fingerprint)
  return fingerprint
}

export interface Seen {
  /** Builds after an edit that carried the fingerprint of the new code. */
  fresh: number
  /** Whether a build after those wrote no output. */
  isQuiet: boolean
}

/** Makes every edit three times in a row, and records what was seen as a row of the table. */
export async function proveNeverStale(way: Way, only = edits.map(edit => edit.name)): Promise<Record<string, Seen>> {
  const project = createProject(way)
  const build = way.watches ? watching(project, way) : running(project, way)
  const state = edits.map(() => 0)
  const seen: Record<string, Seen> = {}
  await build({ file: 'src/fare.ts', text: marked }, () => project.fingerprint('src/fare.js') !== undefined)
  for (const [index, { name, file, text }] of edits.entries()) {
    if (!only.includes(name)) continue
    const each: Seen = (seen[name] = { fresh: 0, isQuiet: false })
    for (let round = 1; round <= rounds; round++) {
      state[index] = round
      project.write(file, text(round))
      const wanted = fromNothing(project, state.join())
      if (await build({ file, text: text(round) }, () => project.fingerprint('src/fare.js') === wanted)) each.fresh++
    }
    const written = outputs(project)
    await build({ file, text: text(rounds) })
    each.isQuiet = JSON.stringify(written) === JSON.stringify(outputs(project))
  }
  const figures = Object.entries(seen).map(([name, { fresh, isQuiet }]) => [
    name,
    `${fresh} of ${rounds}, ${isQuiet ? 'quiet' : 'not quiet'}`
  ])
  recordRow('never-stale', way.name, Object.fromEntries(figures))
  return seen
}

/** Builds once, or in a mode that watches makes the edit and waits. Says whether what was expected came to be. */
type Build = (edit: { readonly file: string; readonly text: string }, expected?: () => boolean) => Promise<boolean>

function running(project: TspcProject, { args }: Way): Build {
  return (edit, expected = () => true) => {
    project.write(edit.file, edit.text)
    const { status, stdout } = project.tspc(...args)
    if (status !== 0) throw new Error(stdout)
    return Promise.resolve(expected())
  }
}

function watching(project: TspcProject, { args }: Way): Build {
  const watcher = project.watch(...args)
  return async (edit, expected = () => true) => {
    const write = (): void => project.write(edit.file, edit.text)
    let tries = 10
    await watcher.edit(write, printed => {
      // It may have read a file that was being written.
      const isRight = printed.includes('Found 0 errors') && expected()
      return isRight || --tries === 0
    })
    return expected()
  }
}

/** Without what the compiler keeps for itself. */
function outputs(project: TspcProject): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(project.written()).filter(([file]) => !file.endsWith('.tsbuildinfo')))
}
