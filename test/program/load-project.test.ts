import { join } from 'node:path'
import { loadProject, ProjectError } from '../../transformer/program/load-project'
import { createTemporaryProject } from '../support/temporary-project'

const plugins = [{ transform: 'other' }, { transform: 'keyprint/transformer', transformProgram: true, strict: true }]
const good = { 'src/a.ts': 'export const a = 1\n', 'src/b.ts': "export { a } from './a'\n" }

function load(files: Record<string, string>, path = 'tsconfig.json') {
  const { folder } = createTemporaryProject(files)
  return { folder, ...loadProject(path, folder) }
}

function refusal(files: Record<string, string>, path = 'tsconfig.json'): string {
  try {
    load(files, path)
  } catch (error) {
    if (error instanceof ProjectError) return error.message
    throw error
  }
  throw new Error('the project was loaded')
}

test('the program has the files and options of the tsconfig', () => {
  const { folder, program } = load({
    ...good,
    'tsconfig.json': '{ "compilerOptions": { "strict": true }, "include": ["src"] }'
  })
  expect(program.getRootFileNames()).toEqual([join(folder, 'src/a.ts'), join(folder, 'src/b.ts')])
  expect(program.getCompilerOptions()).toMatchObject({ strict: true, configFilePath: join(folder, 'tsconfig.json') })
})

test('a folder means the tsconfig.json in it', () => {
  const { folder, program } = load({ 'app/tsconfig.json': '{}', 'app/a.ts': 'export {}' }, 'app')
  expect(program.getRootFileNames()).toEqual([join(folder, 'app/a.ts')])
})

test('the raw options are our entry of the plugin list, inherited ones included', () => {
  const base = JSON.stringify({ compilerOptions: { plugins } })
  expect(load({ ...good, 'tsconfig.json': base }).rawOptions).toEqual(plugins[1])
  expect(load({ ...good, 'base.json': base, 'tsconfig.json': '{ "extends": "./base.json" }' }).rawOptions).toEqual(
    plugins[1]
  )
  expect(load({ ...good, 'tsconfig.json': '{}' }).rawOptions).toEqual({})
})

test('an entry that names our file by its path is ours, a file of others is not', () => {
  const tsconfig = (transform: string) =>
    JSON.stringify({ compilerOptions: { plugins: [{ transform, strict: true }] } })
  const manifest = (name: string) => ({ 'tool/package.json': JSON.stringify({ name }), 'tool/index.js': '' })
  expect(
    load({ ...good, ...manifest('keyprint'), 'tsconfig.json': tsconfig('./tool/index.js') }).rawOptions
  ).toMatchObject({ strict: true })
  expect(load({ ...good, ...manifest('others'), 'tsconfig.json': tsconfig('./tool/index.js') }).rawOptions).toEqual({})
  expect(load({ ...good, 'tsconfig.json': tsconfig('./nowhere.js') }).rawOptions).toEqual({})
})

test('plugins do not run while the program is opened', () => {
  const { program } = load({ ...good, 'tsconfig.json': JSON.stringify({ compilerOptions: { plugins } }) })
  expect(program.getCompilerOptions()).not.toHaveProperty('plugins')
})

test('the TypeScript of the project is used, not ours', () => {
  const own = 'module.exports = { ...require(process.env.REAL_TYPESCRIPT), version: "of the project" }\n'
  process.env['REAL_TYPESCRIPT'] = require.resolve('typescript')
  const { compiler } = load({ ...good, 'tsconfig.json': '{}', 'node_modules/typescript/index.js': own })
  expect(compiler.version).toBe('of the project')
  expect(load({ ...good, 'tsconfig.json': '{}' }).compiler.version).toMatch(/^5\.9\./)
})

test('a TypeScript without the compiler API is passed over', () => {
  const native = 'module.exports = { version: "7.0.2" }\n'
  const { compiler } = load({ ...good, 'tsconfig.json': '{}', 'node_modules/typescript/index.js': native })
  expect(compiler.version).toMatch(/^5\.9\./)
})

describe('refuses, with the reason,', () => {
  test('a missing tsconfig', () => {
    expect(refusal(good)).toBe('There is no tsconfig.json. Name the tsconfig by --project <path>.')
    expect(refusal(good, 'src')).toBe('There is no src/tsconfig.json. Name the tsconfig by --project <path>.')
  })
  test('a malformed tsconfig', () => {
    expect(refusal({ ...good, 'tsconfig.json': '{ "compilerOptions": { "strict" true } }' })).toMatch(
      /^tsconfig\.json cannot be used:\ntsconfig\.json\(1,33\): error TS1005: ':' expected/
    )
  })
  test('an unknown compiler option', () => {
    expect(refusal({ ...good, 'tsconfig.json': '{ "compilerOptions": { "stricct": true } }' })).toContain(
      "Unknown compiler option 'stricct'"
    )
  })
  test('a base that is missing', () => {
    expect(refusal({ ...good, 'tsconfig.json': '{ "extends": "./nowhere.json" }' })).toContain('nowhere.json')
  })
  test('no inputs', () => {
    expect(refusal({ 'tsconfig.json': '{ "include": ["nothing"] }' })).toContain('No inputs were found')
    expect(refusal({ 'tsconfig.json': '{ "files": [] }' })).toContain('is empty')
  })
  test('a tsconfig that only refers to others', () => {
    const solution = '{ "files": [], "references": [{ "path": "./app" }, { "path": "./library" }] }'
    expect(refusal({ 'tsconfig.json': solution, 'app/tsconfig.json': '{}', 'library/tsconfig.json': '{}' })).toBe(
      'tsconfig.json names no files; it refers to other projects, pass one of them:\n  app\n  library\n'
    )
  })
})
