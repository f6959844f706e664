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

function verifying(project: TspcProject, { output = 'out', partial = false } = {}) {
  const terminal = createRecordingTerminal(project.folder)
  const tools = { terminal, loadProject, analyze }
  const status = verify({ output, project: 'tsconfig.json', json: false, partial }, tools)
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
