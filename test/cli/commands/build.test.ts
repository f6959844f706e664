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
