/** ts-node with swc only leaves the types out: nothing is cached there, and the run time says so. */
import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createTemporaryProject, repository } from '../../support/temporary-project'
import { runNode } from '../../support/run-process'
import { folderOfTools } from '../installed-tools'

test('functions run uncached, and the run time says it', () => {
  const { folder } = createTemporaryProject({
    'package.json': '{}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: { target: 'ES2022', module: 'CommonJS', types: [], skipLibCheck: true },
      'ts-node': { compiler: 'ts-patch/compiler', swc: true }
    }),
    'main.ts': `import { cached } from 'keyprint'
const double = cached((km: number): number => km * 2)
console.log(double(1), double(1))
`
  })
  const tools = folderOfTools('typescript-5.9')
  for (const name of ['keyprint', 'typescript', 'ts-patch', 'ts-node', '@swc/core']) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(name === '@swc/core' ? join(repository, 'node_modules') : tools, name), link, 'junction')
  }
  const { status, stdout, stderr } = runNode([join(tools, 'ts-node', 'dist', 'bin.js'), 'main.ts'], { cwd: folder })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '2 2\n' })
  expect(stderr).toMatch(/was not compiled by the keyprint transformer, so that it runs uncached/)
})
