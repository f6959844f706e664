/** What the compiler of TypeScript 7 emits by itself. */
import { folderOfTools } from '../installed-tools'
import { listLanes } from '../lane'
import { createLaneProject } from '../run-lane'
import { runProcess } from '../../support/run-process'

test('functions run uncached, and the run time says why', () => {
  const lane = listLanes().find(({ name }) => name === 'typescript-7-build')
  if (lane === undefined) throw new Error('fixtures/lanes has no typescript-7-build')
  const { folder, write } = createLaneProject(lane, { packages: folderOfTools(lane.tools) })
  write('src/main.ts', "import { total } from './total.js'\nconsole.log(total([1, 2]), total([1, 2]))\n")
  const compile = 'node_modules/.bin/tsc -p . && node out/main.js'
  const { status, stdout, stderr } = runProcess('sh', ['-c', compile], { cwd: folder })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '3 3\n' })
  expect(stderr).toMatch(/was not compiled by the keyprint transformer, so that it runs uncached/)
  expect(stderr).toMatch(/TypeScript 7 runs no plugins: build with 'keyprint build'/)
})
