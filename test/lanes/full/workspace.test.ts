/**
 * A package of the repository that is linked into node_modules, as workspaces of package managers are: built by its own
 * compiler run, used by the program through its build, and followed by its source.
 */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createTemporaryProject, repository, type TemporaryProject } from '../../support/temporary-project'
import { runNode } from '../../support/run-process'

const compilers = {
  tsc: join(repository, 'node_modules', 'typescript', 'bin', 'tsc'),
  tspc: join(repository, 'node_modules', 'ts-patch', 'bin', 'tspc.js')
}
const cli = join(repository, 'dist', 'transformer', 'cli', 'main.js')

const round = (digits: number): string => `const digits = ${digits}

export function round(value: number): number {
  return Number(value.toFixed(digits))
}
`
const label = "export const label = (value: number): string => 'EUR ' + value\n"

const main = `import { label } from '@shop/money'
import { round } from '@shop/money/round'

/** @cached */
function price(net: number): number {
  console.error('ran price')
  return round(net)
}

/** @cached */
function text(net: number): string {
  console.error('ran text')
  return label(net)
}

console.log(price(1.23456), text(1.5))
`

const options = {
  target: 'ES2022',
  lib: ['ES2022'],
  module: 'NodeNext',
  strict: true,
  types: ['node'],
  declaration: true,
  rootDir: 'src',
  outDir: 'dist'
}

interface Workspace extends TemporaryProject {
  build(): void
  run(): { readonly printed: string; readonly ran: readonly string[] }
  fingerprints(): Readonly<Record<string, string>>
}

function createWorkspace(): Workspace {
  const project = createTemporaryProject(
    {
      'package.json': JSON.stringify({ name: 'shop', private: true, workspaces: ['packages/*'] }),
      'packages/money/package.json': JSON.stringify({
        name: '@shop/money',
        version: '1.0.0',
        exports: {
          '.': { types: './dist/index.d.ts', default: './dist/index.js' },
          './round': { types: './dist/round.d.ts', default: './dist/round.js' }
        }
      }),
      'packages/money/tsconfig.json': JSON.stringify({
        compilerOptions: { ...options, composite: true },
        include: ['src']
      }),
      'packages/money/src/index.ts': label,
      'packages/money/src/round.ts': round(2),
      'packages/app/package.json': JSON.stringify({ name: '@shop/app', dependencies: { '@shop/money': '*' } }),
      'packages/app/tsconfig.json': JSON.stringify({
        compilerOptions: {
          ...options,
          plugins: [{ transform: 'keyprint/transformer', transformProgram: true }]
        },
        include: ['src'],
        references: [{ path: '../money' }]
      }),
      'packages/app/src/main.ts': main,
      'node_modules/@shop/.keep': ''
    },
    ['keyprint', 'typescript', '@types/node']
  )
  const { folder } = project
  for (const name of ['money', 'app'])
    symlinkSync(join('..', '..', 'packages', name), join(folder, 'node_modules', '@shop', name))
  const compile = (compiler: keyof typeof compilers, ...args: string[]): void => {
    const finished = runNode([compilers[compiler], ...args], { cwd: folder })
    expect(finished).toEqual({ status: 0, stdout: '', stderr: '' })
  }
  return {
    ...project,
    build() {
      compile('tsc', '-b', 'packages/money')
      compile('tspc', '-p', 'packages/app')
    },
    run() {
      const env = { KEYPRINT_STORE: `file:${join(folder, 'store')}` }
      const { stdout, stderr } = runNode(['packages/app/dist/main.js'], { cwd: folder, env })
      return { printed: stdout.trim(), ran: stderr.trim().split('\n').filter(Boolean) }
    },
    fingerprints() {
      const { stdout } = runNode([cli, 'list', '--project', 'packages/app', '--json'], { cwd: folder })
      const { functions } = JSON.parse(stdout) as { functions: { name: string; fingerprint: string }[] }
      return Object.fromEntries(functions.map(each => [each.name, each.fingerprint]))
    }
  }
}

test('the source of a linked package is part of the fingerprint', () => {
  const workspace = createWorkspace()
  workspace.build()
  expect(workspace.run()).toEqual({ printed: '1.23 EUR 1.5', ran: ['ran price', 'ran text'] })
  expect(workspace.run()).toEqual({ printed: '1.23 EUR 1.5', ran: [] })
  const before = workspace.fingerprints()

  workspace.write('packages/money/src/round.ts', round(3))
  workspace.build()
  expect(workspace.run()).toEqual({ printed: '1.235 EUR 1.5', ran: ['ran price'] })

  workspace.write('packages/money/src/round.ts', `/** Rounds. */\n${round(2)}export const unused = 1\n`)
  workspace.build()
  expect(workspace.run()).toEqual({ printed: '1.23 EUR 1.5', ran: [] })
  expect(workspace.fingerprints()).toEqual(before)
})
