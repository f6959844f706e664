import { join } from 'node:path'
import { repository } from '../../support/temporary-project'
import { runNode } from '../../support/run-process'
import { createTspcProject, type Files } from '../tspc-project'

const right: Files = { 'src/fare.ts': `/** @cached */\nexport function fare(km: number) { return km * 2 }\n` }
const wrong: Files = {
  'src/wrong.ts': `/** @cache */\nexport function wrong(a: number) { return a }\n`,
  'src/zoo.ts': 'export const zoo = 1\n'
}
const message = /src\/wrong\.ts\(1,\d+\): error TS901002: KP1002: /g

describe('ts-patch without transformProgram', () => {
  const plugin = { transformProgram: false }

  test('emits cached functions', () => {
    const project = createTspcProject(right, { plugin })
    expect(project.tspc('-p', '.')).toMatchObject({ status: 0, stdout: '' })
    expect(project.fingerprint('fare.js')).toBeDefined()
  })

  test.each([
    ['-p', ['-p', '.']],
    ['--incremental', ['-p', '.', '--incremental']]
  ])('errors fail the build as long as they are there: %s', (_, args) => {
    const project = createTspcProject({ ...right, ...wrong }, { plugin })
    const failed = project.tspc(...args)
    expect(failed.stdout.match(message)).toHaveLength(1)
    expect(failed.status).toBeGreaterThan(0)
    project.write('src/wrong.ts', 'export {}\n')
    for (const round of ['repaired', 'again']) {
      const { status, stdout } = project.tspc(...args)
      expect({ round, status, stdout }).toEqual({ round, status: 0, stdout: '' })
    }
  })

  test('a wrong option fails the build', () => {
    const project = createTspcProject(right, { plugin: { ...plugin, strict: 'yes' } })
    const { status, stdout } = project.tspc('-p', '.')
    expect(stdout.match(/error TS905002: KP5002: /g)).toHaveLength(1)
    expect(status).toBeGreaterThan(0)
  })
})

describe('lanes that lose diagnostics', () => {
  /** A compiler that calls the entry like `extras` says and then ends with exit code 0, as ttypescript does. */
  const compileBy = (extras: string): string => `
    const ts = require('typescript')
    const keyprint = require('keyprint/transformer').default
    const { options, fileNames } = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, { ...ts.sys })
    const program = ts.createProgram(fileNames, options)
    const entry = () => keyprint(program, {}, ${extras})
    program.emit(undefined, undefined, undefined, false, { before: [entry(), entry()].slice(0, 1) })
    process.exit(0)
  `

  function compile(sources: Files, extras: string) {
    const project = createTspcProject({ ...sources, 'compile.cjs': compileBy(extras) })
    return { project, finished: runNode(['compile.cjs'], { cwd: project.folder }) }
  }

  test('an addDiagnostic that is dropped, as in ttypescript', () => {
    const { project, finished } = compile({ ...right, ...wrong }, '{ ts, addDiagnostic() {} }')
    expect(finished.stdout.match(message)).toHaveLength(1)
    expect(finished.status).toBe(2)
    expect(project.fingerprint('fare.js')).toBeDefined()
    expect(compile(right, '{ ts, addDiagnostic() {} }').finished).toMatchObject({ status: 0, stdout: '' })
  })

  test('no addDiagnostic at all', () => {
    const { finished } = compile({ ...right, ...wrong }, '{ ts }')
    expect(finished.stderr).toMatch(/Error: src\/wrong\.ts\(1,\d+\): error TS901002: KP1002: /)
    expect(finished.status).toBeGreaterThan(0)
    expect(compile(right, '{ ts }').finished).toMatchObject({ status: 0, stderr: '' })
  })
})

test('a language service lists warnings with its other diagnostics', () => {
  const serve = `
    const ts = require(${JSON.stringify(join(repository, 'node_modules', 'ts-patch', 'compiler', 'typescript.js'))})
    const { options, fileNames } = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, { ...ts.sys })
    const service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: () => '1',
      getScriptSnapshot: (name) => ts.ScriptSnapshot.fromString(ts.sys.readFile(name)),
      getCurrentDirectory: () => process.cwd(),
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile
    })
    const found = fileNames.flatMap((name) => service.getSemanticDiagnostics(name))
    const outputs = fileNames.flatMap((name) => service.getEmitOutput(name).outputFiles)
    const wrapped = outputs.some(({ text }) => text.includes('__kp.wrap('))
    console.log(JSON.stringify([found.map(({ code, category }) => [code, category]), wrapped]))
  `
  const plugin = { severity: { KP1002: 'warning' } }
  const project = createTspcProject({ ...right, ...wrong, 'serve.cjs': serve }, { plugin })
  const { stdout, stderr } = runNode(['serve.cjs'], { cwd: project.folder })
  expect({ stdout, stderr }).toEqual({ stdout: '[[[901002,0]],true]\n', stderr: '' })
})
