/** What the compiler of TypeScript 7 emits by itself. */
import { folderOfTools } from '../installed-tools'
import { listLanes } from '../lane'
import { createLaneProject, type LaneProject } from '../run-lane'
import { runProcess } from '../../support/run-process'

function createProject(): LaneProject {
  const lane = listLanes().find(({ name }) => name === 'typescript-7-build')
  if (lane === undefined) throw new Error('fixtures/lanes has no typescript-7-build')
  return createLaneProject(lane, { packages: folderOfTools(lane.tools) })
}

test('functions run uncached, and the run time says why', () => {
  const { folder, write } = createProject()
  write('src/main.ts', "import { total } from './total.js'\nconsole.log(total([1, 2]), total([1, 2]))\n")
  const compile = 'node_modules/.bin/tsc -p . && node out/main.js'
  const { status, stdout, stderr } = runProcess('sh', ['-c', compile], { cwd: folder })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '3 3\n' })
  expect(stderr).toMatch(/was not compiled by the keyprint transformer, so that it runs uncached/)
  expect(stderr).toMatch(/TypeScript 7 runs no plugins: build with 'keyprint build'/)
})

test('keyprint verify names the functions that are marked by a comment', () => {
  const { folder } = createProject()
  const compile = 'node_modules/.bin/tsc -p . && node_modules/.bin/keyprint verify out'
  const { status, stdout } = runProcess('sh', ['-c', compile], { cwd: folder })
  expect(stdout.split('\n').filter(line => line.startsWith('missing'))).toEqual([
    'missing  src/quote.ts:6  quote: no record of it in out',
    'missing  src/shop.ts:7  Shop.offer: no record of it in out',
    'missing  src/total.ts:3  total: no record of it in out'
  ])
  expect(status).toBe(1)
})
