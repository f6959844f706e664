import { statSync } from 'node:fs'
import { join } from 'node:path'
import { runNode, type Finished } from '../../support/run-process'
import { createTemporaryProject, repository } from '../../support/temporary-project'

const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')
const right = { 'src/fare.ts': '/** @cached */\nexport function fare(km: number) { return km * 2 }\n' }
const tsconfig = {
  compilerOptions: { target: 'ES2022', lib: ['ES2022'], module: 'NodeNext', types: [], rootDir: 'src', outDir: 'out' },
  include: ['src']
}

function project(files: Readonly<Record<string, string>>) {
  return createTemporaryProject({ 'package.json': '{}', 'tsconfig.json': JSON.stringify(tsconfig), ...files }, [
    'keyprint',
    'typescript'
  ])
}

function build(folder: string): Finished {
  return runNode([main, 'build', '--project', '.'], { cwd: folder })
}

test('emits cached functions without a plugin line', () => {
  const { folder, read } = project(right)
  expect(build(folder)).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(read('out/fare.js')).toMatch(/__kp\.wrap\(fare, \{[^]*fingerprint: "[0-9a-f]{32}"/)
})

test('prints errors of keyprint and of the program, and fails', () => {
  const { folder } = project({
    'src/fare.ts': '/** @cached */\nexport function fare(km: number) { return km * Date.now() }\n',
    'src/wrong.ts': 'export const wrong: number = "text"\n'
  })
  const { status, stdout } = build(folder)
  expect(stdout).toMatch(/^src\/fare\.ts\(2,48\): error KP2004: /m)
  expect(stdout).toMatch(/^src\/wrong\.ts\(1,14\): error TS2322: /m)
  expect(status).toBe(1)
})

test('builds what the project refers to before it, follows that, and leaves what has not changed', () => {
  const options = { ...tsconfig.compilerOptions, composite: true }
  const config = (more: object): string => JSON.stringify({ compilerOptions: options, include: ['src'], ...more })
  const tollBy = (factor: number): string => `export const toll = (km: number): number => km * ${factor}\n`
  const { folder, read, write } = project({
    'tsconfig.json': '{ "files": [], "references": [{ "path": "./app" }] }',
    'app/tsconfig.json': config({ references: [{ path: '../toll' }] }),
    'app/src/fare.ts': `import { toll } from '../../toll/src/toll.js'
/** @cached */
export function fare(km: number): number { return toll(km) }
`,
    'toll/tsconfig.json': config({}),
    'toll/src/toll.ts': tollBy(2)
  })
  const fingerprint = (): string | undefined => /fingerprint: "([0-9a-f]{32})"/.exec(read('app/out/fare.js'))?.[1]
  expect(build(folder)).toEqual({ status: 0, stdout: '', stderr: '' })
  const before = fingerprint()
  expect(before).toBeDefined()
  const written = (): number[] =>
    ['app/out/fare.js', 'toll/out/toll.js'].map(file => statSync(join(folder, file)).mtimeMs)
  const times = written()
  expect(build(folder)).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(written()).toEqual(times)

  write('toll/src/toll.ts', tollBy(3))
  expect(build(folder)).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(fingerprint()).not.toBe(before)
  expect(read('toll/out/toll.js')).toContain('km * 3')

  write('toll/src/toll.ts', 'export const toll = (km: number): number => km * Number(text)\n')
  const { status, stdout } = build(folder)
  expect(stdout).toMatch(/^toll\/src\/toll\.ts\(1,57\): error TS2304: /m)
  expect(status).toBe(1)
})
