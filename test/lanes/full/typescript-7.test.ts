/** What the compiler of TypeScript 7 emits by itself. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
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

test('keyprint build builds what the project refers to before it', () => {
  const { folder, write, read } = createProject()
  const compilerOptions = { composite: true, rootDir: 'src', outDir: 'out' }
  const references = [{ path: './toll' }]
  mkdirSync(join(folder, 'toll', 'src'), { recursive: true })
  write('toll/tsconfig.json', JSON.stringify({ extends: '../tsconfig.base.json', compilerOptions, include: ['src'] }))
  write('toll/src/toll.ts', 'export const toll = (km: number): number => km * 2\n')
  write('tsconfig.json', JSON.stringify({ extends: './tsconfig.base.json', references }))
  write(
    'src/way.ts',
    "import { toll } from '../toll/src/toll.js'\n/** @cached */\nexport const way = (km: number): number => toll(km)\n"
  )
  const build = (): unknown => runProcess('sh', ['-c', 'node_modules/.bin/keyprint build --project .'], { cwd: folder })
  const fingerprint = (): string | undefined => /fingerprint: "([0-9a-f]{32})"/.exec(read('out/way.js'))?.[1]
  expect(build()).toMatchObject({ status: 0, stdout: '' })
  const before = fingerprint()
  expect(before).toBeDefined()
  write('toll/src/toll.ts', 'export const toll = (km: number): number => km * 3\n')
  expect(build()).toMatchObject({ status: 0, stdout: '' })
  expect(fingerprint()).not.toBe(before)
})
