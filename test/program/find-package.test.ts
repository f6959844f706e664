import { join } from 'node:path'
import { findPackage, withContent } from '../../transformer/program/find-package'
import { createTemporaryProject } from '../support/temporary-project'

const manifest = '{ "name": "money-round", "version": "1.0.0", "main": "index.js" }'

/** How a package is pinned that has this code, beside these other files of the project. */
function pinOf(code: string, others: Readonly<Record<string, string>> = {}) {
  const { folder } = createTemporaryProject({
    'node_modules/money-round/package.json': manifest,
    'node_modules/money-round/lib/index.js': code,
    'node_modules/money-round/lib/index.d.ts': 'export declare function round(value: number): number',
    ...others
  })
  const placed = findPackage(join(folder, 'node_modules/money-round/lib/index.d.ts'), new Map())
  if (placed === undefined) throw new Error('not found')
  return withContent(placed)
}

test('code that is edited at the same version is another pin where no lock file vouches for it', () => {
  const [before, after, again] = [pinOf('a'), pinOf('b'), pinOf('a')]
  expect(before).toEqual({ name: 'money-round', version: '1.0.0', content: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(after.content).not.toBe(before.content)
  expect(again).toEqual(before)
})

test('packages inside of the package are pinned on their own', () => {
  const inner = { 'node_modules/money-round/node_modules/x/index.js': 'x' }
  expect(pinOf('a', inner)).toEqual(pinOf('a'))
})

test('a lock file vouches for the version, unless packages are patched', () => {
  const lock = { 'package-lock.json': '{}' }
  expect(pinOf('a', lock)).toEqual({ name: 'money-round', version: '1.0.0' })
  expect(pinOf('a', { ...lock, 'patches/money-round+1.0.0.patch': '' }).content).toBeDefined()
})

test('types of another package are pinned as that package', () => {
  const { folder } = createTemporaryProject({
    'package-lock.json': '{}',
    'node_modules/@types/scope__round/package.json': '{ "name": "@types/scope__round", "version": "9.9.9" }',
    'node_modules/@types/scope__round/index.d.ts': '',
    'node_modules/@scope/round/package.json': '{ "name": "@scope/round", "version": "2.3.4" }'
  })
  const placed = findPackage(join(folder, 'node_modules/@types/scope__round/index.d.ts'), new Map())
  expect(placed && withContent(placed)).toEqual({ name: '@scope/round', version: '2.3.4' })
})
