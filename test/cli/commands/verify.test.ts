import { minifySync } from '@swc/core'
import { verify } from '../../../transformer/cli/commands/verify'
import { analyze } from '../../../transformer/pipeline'
import { loadProject } from '../../../transformer/program/load-project'
import { createTspcProject, type TspcProject } from '../../lanes/tspc-project'
import { createRecordingTerminal } from '../../support/recording-terminal'

const sources = {
  'src/fare.ts': `import { convert } from './convert'
/** @cached */
export function fare(km: number): number { return convert(km) }
/** @cached */
export const toll = (km: number): string => \`\${km} km\`
`,
  'src/convert.ts': 'export function convert(km: number): number { return km * 2 }\n',
  'src/discount.ts': `/** @cached */
export function discount(age: number): number { return age > 65 ? 0.5 : 1 }
`
}

function verifying(project: TspcProject, { output = 'out', partial = false, project: path = 'tsconfig.json' } = {}) {
  const terminal = createRecordingTerminal(project.folder)
  const tools = { terminal, loadProject, analyze }
  const status = verify({ output, project: path, json: false, partial }, tools)
  const lines = terminal.stdout().trimEnd().split('\n')
  return { status, lines, stderr: terminal.stderr() }
}

function json(project: TspcProject) {
  const terminal = createRecordingTerminal(project.folder)
  verify({ output: 'out', project: 'tsconfig.json', json: true, partial: false }, { terminal, loadProject, analyze })
  return JSON.parse(terminal.stdout()) as Record<string, unknown>
}

let project: TspcProject
beforeEach(() => {
  project = createTspcProject(sources)
  expect(project.tspc('-p', '.')).toMatchObject({ status: 0, stdout: '' })
})

const right = { status: 0, lines: ['3 records in out: 3 as in the source, 0 stale, 0 missing, 0 unknown'], stderr: '' }
const staleFare = /^stale {4}fare\.js:\d+:\d+ {2}fare: [0-9a-f]{32}, by its source [0-9a-f]{32} \(src\/fare\.ts:3\)$/

test('a build of the source as it is', () => {
  expect(verifying(project)).toEqual(right)
  expect(json(project)).toEqual({ schema: 1, right: 3, stale: [], missing: [], unknown: [] })
})

test('the body of a callee was edited', () => {
  project.write('src/convert.ts', sources['src/convert.ts'].replace('2', '3'))
  expect(verifying(project)).toEqual({
    status: 1,
    lines: [expect.stringMatching(staleFare), expect.stringMatching('2 as in the source, 1 stale, 0 missing')],
    stderr: ''
  })
  expect(json(project)).toMatchObject({ right: 2, stale: [{ name: 'fare', source: [{ id: 'src/fare.ts#fare' }] }] })
  expect(project.tspc('-p', '.')).toMatchObject({ status: 0 })
  expect(verifying(project)).toEqual(right)
})

test('a function was renamed', () => {
  project.write('src/discount.ts', sources['src/discount.ts'].replace('discount', 'reduction'))
  expect(verifying(project)).toEqual({
    status: 1,
    lines: [
      'missing  src/discount.ts:2  reduction: no record of it in out',
      expect.stringMatching(/^unknown {2}discount\.js:\d+:\d+ {2}discount: /),
      '3 records in out: 2 as in the source, 0 stale, 1 missing, 1 unknown'
    ],
    stderr: ''
  })
})

test('an output without the transformer has no records, and a part of one need not have all', () => {
  expect(project.tsc('-p', '.', '--outDir', 'plain').status).toBe(0)
  expect(verifying(project, { output: 'plain' })).toMatchObject({ status: 1, lines: { length: 4 } })
  expect(verifying(project, { output: 'plain', partial: true }).status).toBe(0)
  expect(verifying(project, { output: 'out/fare.js' })).toMatchObject({ status: 1, lines: { length: 2 } })
  expect(verifying(project, { output: 'out/fare.js', partial: true }).status).toBe(0)
})

const bundlers: readonly (readonly [string, (code: string) => string])[] = [
  ['minified', code => minifySync(code, { module: true, compress: true, mangle: { toplevel: true } }).code],
  ['with templates for strings, on one line', code => code.replace(/"/g, '`').replace(/\/\*[^]*?\*\//g, '').replace(/\n/g, ' ')],
  ['with quoted names', code => code.replace(/(format|name|fingerprint|returns|parameters): /g, '"$1":')],
  ['as text for eval', code => `eval(${JSON.stringify(code)})`]
] // prettier-ignore

test.each(bundlers)('code %s', (_, bundle) => {
  for (const file of ['out/fare.js', 'out/discount.js']) {
    const code = bundle(project.read(file))
    expect(code).not.toBe(project.read(file))
    project.write(file, code)
  }
  expect(verifying(project)).toEqual(right)
  project.write('src/convert.ts', sources['src/convert.ts'].replace('2', '3'))
  expect(verifying(project)).toMatchObject({ status: 1, lines: [expect.stringMatching(staleFare), expect.anything()] })
})

test('what is not there, or has no code, cannot be verified', () => {
  project.write('empty/a.txt', '')
  expect(verifying(project, { output: 'nowhere' })).toMatchObject({ status: 2, stderr: 'keyprint: There is no nowhere.\n' })
  expect(verifying(project, { output: 'empty' })).toMatchObject({ status: 2, stderr: 'keyprint: There is no code in empty.\n' })
}) // prettier-ignore

test('a program with errors of its own is not verified', () => {
  project.write('src/convert.ts', `${sources['src/convert.ts']}const wrong: string = 1\n`)
  expect(verifying(project)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('cannot be relied on') as string
  })
})

describe('referenced projects', () => {
  const plugins = [{ transform: 'keyprint/transformer', transformProgram: true }]
  const config = (outDir: string, references: readonly string[]): string =>
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022'],
        module: 'NodeNext',
        types: [],
        composite: true,
        rootDir: '.',
        outDir,
        plugins
      },
      include: ['src'],
      references: references.map(path => ({ path }))
    })
  const inToll = '/** @cached */\nexport function toll(km: number): number { return base(km) + 1 }\n'
  const chain = {
    'tsconfig.json': config('out', ['./middle']),
    'src/fare.ts': `/** @cached */\nexport function fare(km: number): number { return km }\n`,
    'middle/tsconfig.json': config('../out/middle', ['../toll']),
    'middle/src/middle.ts': 'export const middle = 1\n',
    'toll/tsconfig.json': config('../out/toll', []),
    'toll/src/base.ts': 'export function base(km: number): number { return km * 2 }\n',
    'toll/src/toll.ts': `import { base } from './base'\n${inToll}`
  }

  beforeEach(() => {
    project = createTspcProject(chain)
    expect(project.tspc('-b')).toMatchObject({ status: 0, stdout: '' })
  })

  test('what they write into the output is compared with their source', () => {
    const both = { ...right, lines: ['2 records in out: 2 as in the source, 0 stale, 0 missing, 0 unknown'] }
    expect(verifying(project)).toEqual(both)
    project.write('toll/src/base.ts', chain['toll/src/base.ts'].replace('2', '3'))
    expect(verifying(project)).toEqual({
      status: 1,
      lines: [
        expect.stringMatching(/^stale {4}toll\/src\/toll\.js:\d+:\d+ {2}toll: .* \(toll\/src\/toll\.ts:3\)$/),
        '2 records in out: 1 as in the source, 1 stale, 0 missing, 0 unknown'
      ],
      stderr: ''
    })
    expect(project.tspc('-b')).toMatchObject({ status: 0, stdout: '' })
    expect(verifying(project)).toEqual(both)
  })

  test('what they write elsewhere need not be there', () => {
    project.write('out/toll/src/toll.js', '')
    expect(verifying(project)).toMatchObject({ status: 1, lines: { 0: 'missing  toll/src/toll.ts:3  toll: no record of it in out' } })
    expect(verifying(project, { output: 'out/src' })).toMatchObject({ status: 0 })
  }) // prettier-ignore

  test('a tsconfig that names no files verifies the projects that it refers to', () => {
    project.write('tsconfig.all.json', JSON.stringify({ files: [], references: [{ path: '.' }, { path: './toll' }] }))
    const all = { project: 'tsconfig.all.json' }
    const both = { ...right, lines: ['2 records in out: 2 as in the source, 0 stale, 0 missing, 0 unknown'] }
    expect(verifying(project, all)).toEqual(both)
    project.write('toll/src/base.ts', chain['toll/src/base.ts'].replace('2', '3'))
    project.write('out/src/fare.js', '')
    expect(verifying(project, all)).toEqual({
      status: 1,
      lines: [
        expect.stringMatching(/^stale {4}toll\/src\/toll\.js:\d+:\d+ {2}toll: .* \(toll\/src\/toll\.ts:3\)$/),
        'missing  src/fare.ts:2  fare: no record of it in out',
        '1 record in out: 0 as in the source, 1 stale, 1 missing, 0 unknown'
      ],
      stderr: ''
    })
    project.write('toll/tsconfig.json', '{')
    expect(verifying(project, all)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('cannot be used') as string
    })
  })

  test('one that cannot be opened is an error', () => {
    project.write('toll/tsconfig.json', '{')
    const { status, stderr } = verifying(project)
    expect(stderr).toContain('toll/tsconfig.json cannot be used')
    expect(status).toBe(1)
  })
})
