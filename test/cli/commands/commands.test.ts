import ts from 'typescript'
import { check } from '../../../transformer/cli/commands/check'
import { explain } from '../../../transformer/cli/commands/explain'
import { list } from '../../../transformer/cli/commands/list'
import type { Tools } from '../../../transformer/cli/commands/command'
import { CATALOGUE } from '../../../transformer/diagnostics/catalogue'
import { renderEntry } from '../../../transformer/diagnostics/render-catalogue'
import type { Analysis } from '../../../transformer/model/analysis'
import { loadProject } from '../../../transformer/program/load-project'
import { analysisOf, closureWith, diagnosticWith, fullClosure, fullUnits, locationAt } from '../../support/closures'
import { createRecordingTerminal } from '../../support/recording-terminal'
import { createTemporaryProject } from '../../support/temporary-project'

const text = 'declare function load(): number\n\n/** @cached */\nexport const total = () => load()\n'
const offset = text.indexOf('load()', 40)

const finding = diagnosticWith({
  message: 'KP3001: cannot see the code of load',
  location: locationAt('src/price.ts', 4, 28, offset, 'load'.length),
  related: [{ message: 'load is declared here', location: locationAt('src/price.ts', 1, 18, 17, 'load'.length) }]
})

function project(files: Record<string, string> = {}) {
  const plugins = [{ transform: 'keyprint/transformer', strict: true }]
  return createTemporaryProject({
    'src/price.ts': text,
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, types: [], plugins }, include: ['src'] }),
    ...files
  }).folder
}

/** Tools with a real project and a given analysis. */
function toolsFor(folder: string, analysis: Analysis, pretty = false) {
  const terminal = createRecordingTerminal(folder, pretty)
  const analyze = jest.fn<Analysis, Parameters<Tools['analyze']>>(() => analysis)
  return { terminal, analyze, loadProject }
}

const LIST = { project: 'tsconfig.json', json: true }
const CHECK = { project: 'tsconfig.json' }
const EXPLAIN = { project: 'tsconfig.json', subject: 'total', json: false, listing: false }

test('the analysis gets the compiler, the program and the options of the plugin line', () => {
  const tools = toolsFor(project(), analysisOf([]))
  list(LIST, tools)
  expect(tools.analyze).toHaveBeenCalledTimes(1)
  const [compiler, program, rawOptions] = tools.analyze.mock.lastCall ?? []
  expect(compiler?.version).toBe(ts.version)
  expect(program?.getRootFileNames()).toEqual([expect.stringMatching(/src\/price\.ts$/)])
  expect(rawOptions).toEqual({ transform: 'keyprint/transformer', strict: true })
})

describe('list', () => {
  test('--json prints one object and nothing else', () => {
    const tools = toolsFor(project(), analysisOf([closureWith({ diagnostics: [finding] })]))
    expect(list(LIST, tools)).toBe(0)
    expect(JSON.parse(tools.terminal.stdout())).toMatchObject({ schema: 1, functions: [{ name: 'total' }] })
    expect(tools.terminal.stderr()).toBe('')
  })

  test('without --json it prints the table', () => {
    const tools = toolsFor(project(), analysisOf([closureWith()]))
    expect(list({ ...LIST, json: false }, tools)).toBe(0)
    expect(tools.terminal.stdout()).toContain('│ total ')
  })

  test('findings of no function go to stderr', () => {
    const misspelt = diagnosticWith({ code: 'KP1002', message: 'KP1002: did you mean @cached?' })
    const tools = toolsFor(project(), analysisOf([closureWith({ diagnostics: [finding] })], [misspelt]))
    expect(list(LIST, tools)).toBe(0)
    expect(JSON.parse(tools.terminal.stdout())).toMatchObject({ schema: 1 })
    expect(tools.terminal.stderr()).toContain('KP1002: did you mean @cached?')
    expect(tools.terminal.stderr()).not.toContain('KP3001')
  })

  test('type errors of the program go to stderr', () => {
    const tools = toolsFor(project({ 'src/wrong.ts': 'export const wrong: number = "text"\n' }), analysisOf([]))
    expect(list(LIST, tools)).toBe(0)
    expect(JSON.parse(tools.terminal.stdout())).toEqual({ schema: 1, functions: [] })
    expect(tools.terminal.stderr()).toContain('src/wrong.ts(1,14): error TS2322')
    expect(tools.terminal.stderr()).toContain('the program has an error of its own')
  })
})

describe('check', () => {
  test('a clean program: exit code 0 and the summary', () => {
    const tools = toolsFor(project(), analysisOf([closureWith()]))
    expect(check(CHECK, tools)).toBe(0)
    expect(tools.terminal.stdout()).toBe('1 cached function with no captures: no errors, no warnings, no notes\n')
    expect(tools.terminal.stderr()).toBe('')
  })

  test('an error: one line as tsc prints it, and exit code 1', () => {
    const tools = toolsFor(project(), analysisOf([closureWith({ diagnostics: [finding] })]))
    expect(check(CHECK, tools)).toBe(1)
    expect(tools.terminal.stdout()).toBe(
      'src/price.ts(4,28): error KP3001: cannot see the code of load\n1 cached function with no captures: 1 error, no warnings, no notes\n'
    )
  })

  test('a warning does not fail', () => {
    const tools = toolsFor(project(), analysisOf([], [{ ...finding, severity: 'warning' }]))
    expect(check(CHECK, tools)).toBe(0)
    expect(tools.terminal.stdout()).toContain('warning KP3001: cannot see the code of load\n')
  })

  test('--pretty prints code frames with the chain of reasons', () => {
    const tools = toolsFor(project(), analysisOf([closureWith({ diagnostics: [finding] })]))
    expect(check({ ...CHECK, pretty: true }, tools)).toBe(1)
    const plain = tools.terminal.stdout().replaceAll(/\u001b\[\d+m/g, '')
    expect(plain).toContain('src/price.ts:4:28 - error KP3001: cannot see the code of load\n')
    expect(plain).toContain('4 export const total = () => load()\n')
    expect(plain).toContain('~~~~')
    expect(plain).toContain('load is declared here')
    expect(tools.terminal.stdout()).toContain('\u001b[91merror')
  })

  test('a terminal gets code frames unless told otherwise', () => {
    const analysis = analysisOf([closureWith({ diagnostics: [finding] })])
    const pretty = toolsFor(project(), analysis, true)
    check(CHECK, pretty)
    expect(pretty.terminal.stdout()).toContain('\u001b[')
    const plain = toolsFor(project(), analysis, true)
    check({ ...CHECK, pretty: false }, plain)
    expect(plain.terminal.stdout()).not.toContain('\u001b[')
  })

  test.each([
    ['a type error', 'export const wrong: number = "text"\n', 'an error of its own'],
    ['syntax errors', 'export const = 1\nexport const = 2\n', 'errors of its own']
  ])('%s in the program fails and is told on stderr', (_what, wrong, message) => {
    const tools = toolsFor(project({ 'src/wrong.ts': wrong }), analysisOf([closureWith()]))
    expect(check(CHECK, tools)).toBe(1)
    expect(tools.terminal.stderr()).toContain(message)
    expect(tools.terminal.stderr()).toContain('src/wrong.ts(1,')
    expect(tools.terminal.stdout()).toBe('1 cached function with no captures: no errors, no warnings, no notes\n')
  })
})

describe('explain', () => {
  const full = { ...analysisOf([fullClosure]), listings: new Map([[fullClosure.id, fullUnits]]) }

  test.each([
    ['the name', 'total'],
    ['the id', 'src/price.ts#total']
  ])('a function by %s', (_what, subject) => {
    const tools = toolsFor(project(), full)
    expect(explain({ ...EXPLAIN, subject }, tools)).toBe(0)
    expect(tools.terminal.stdout()).toContain('total  src/price.ts:3\n')
    expect(tools.terminal.stdout()).toContain('callee toCents  src/money.ts:7\n')
    expect(tools.terminal.stderr()).toBe('')
  })

  test('--listing prints the normalized code instead', () => {
    const tools = toolsFor(project(), full)
    expect(explain({ ...EXPLAIN, listing: true }, tools)).toBe(0)
    expect(tools.terminal.stdout()).toMatch(/^# total {2}src\/price\.ts:3\ncapture config\.rate\n/)
  })

  test.each([true, false])('--json prints one object, with listings: %s', listing => {
    const tools = toolsFor(project(), full)
    expect(explain({ ...EXPLAIN, json: true, listing }, tools)).toBe(0)
    const { units } = JSON.parse(tools.terminal.stdout()) as { units: { listing?: string[] }[] }
    expect(units.map(unit => 'listing' in unit)).toEqual([listing, listing, listing])
  })

  test('several of one name: their ids on stderr, exit code 2', () => {
    const tools = toolsFor(project(), analysisOf([closureWith(), closureWith({ id: 'src/tax.ts#total' })]))
    expect(explain(EXPLAIN, tools)).toBe(2)
    expect(tools.terminal.stdout()).toBe('')
    expect(tools.terminal.stderr()).toBe(
      'keyprint: There are 2 cached functions total; name one of them by its id:\n  src/price.ts#total\n  src/tax.ts#total\n'
    )
  })

  test('an unknown name: near names on stderr, exit code 2', () => {
    const tools = toolsFor(project(), full)
    expect(explain({ ...EXPLAIN, subject: 'totla' }, tools)).toBe(2)
    expect(explain({ ...EXPLAIN, subject: 'renderPage' }, tools)).toBe(2)
    expect(tools.terminal.stdout()).toBe('')
    expect(tools.terminal.stderr()).toBe(
      "keyprint: There is no cached function totla. Did you mean total?\nkeyprint: There is no cached function renderPage. 'keyprint list' shows all there are.\n"
    )
  })

  test('type errors of the program go to stderr', () => {
    const tools = toolsFor(project({ 'src/wrong.ts': 'export const wrong: number = "text"\n' }), full)
    expect(explain(EXPLAIN, tools)).toBe(0)
    expect(tools.terminal.stderr()).toContain('the program has an error of its own')
  })

  test('a code needs no project', () => {
    const { folder } = createTemporaryProject({})
    const tools = toolsFor(folder, full)
    expect(explain({ ...EXPLAIN, subject: 'kp2003' }, tools)).toBe(0)
    expect(tools.terminal.stdout()).toBe(`${renderEntry('KP2003', CATALOGUE.KP2003!)}\n`)
    expect(tools.analyze).not.toHaveBeenCalled()
  })

  test('a code as JSON', () => {
    const tools = toolsFor(project(), full)
    expect(explain({ ...EXPLAIN, subject: 'KP2003', json: true }, tools)).toBe(0)
    const { name, severity, why, fix } = CATALOGUE.KP2003!
    expect(JSON.parse(tools.terminal.stdout())).toEqual({
      schema: 1,
      code: 'KP2003',
      name,
      severity,
      why,
      fix,
      message: expect.any(String)
    })
  })

  test('an unknown code: exit code 2, and those there are', () => {
    const tools = toolsFor(project(), full)
    expect(explain({ ...EXPLAIN, subject: 'KP2999' }, tools)).toBe(2)
    expect(tools.terminal.stdout()).toBe('')
    expect(tools.terminal.stderr()).toMatch(/^keyprint: There is no diagnostic KP2999\. There are: KP1001 .*KP9001\n$/)
  })
})

test.each([
  ['explain', (tools: Tools) => explain(EXPLAIN, tools)],
  ['list', (tools: Tools) => list(LIST, tools)],
  ['check', (tools: Tools) => check(CHECK, tools)]
])('%s of a project that cannot be read: exit code 2, the reason on stderr, nothing on stdout', (_name, run) => {
  const { folder } = createTemporaryProject({ 'a.ts': '' })
  const tools = toolsFor(folder, analysisOf([]))
  expect(run(tools)).toBe(2)
  expect(tools.terminal.stdout()).toBe('')
  expect(tools.terminal.stderr()).toBe('keyprint: There is no tsconfig.json. Name the tsconfig by --project <path>.\n')
  expect(tools.analyze).not.toHaveBeenCalled()
})
