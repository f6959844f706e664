import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { PinLevels } from '../../transformer/model/pin'
import { createPackages, type Package } from '../../transformer/program/find-package'
import { createPinning } from '../../transformer/program/pin-packages'
import { createTemporaryProject } from '../support/temporary-project'

type Files = Readonly<Record<string, string>>

function manifest(name: string, more: object = {}): string {
  return JSON.stringify({ name, version: '1.0.0', main: 'index.js', ...more })
}

function lockOf(...paths: readonly string[]): Files {
  const packages = Object.fromEntries(paths.map(path => [path, { version: '1.0.0', integrity: 'sha512-1' }]))
  return { 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }) }
}

/** How the package in the folder is pinned in a project of these files. `links` leads from places to folders. */
function pinOf(path: string, files: Files, levels: PinLevels = {}, subpath?: string, links: Files = {}) {
  const { folder } = createTemporaryProject(files)
  for (const [place, target] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, place)), { recursive: true })
    symlinkSync(join(folder, target), join(folder, place), 'junction')
  }
  const packages = createPackages()
  const place = packages.of(join(folder, path, 'index.d.ts'))
  if (place === undefined) throw new Error('not found')
  return createPinning(ts, packages, levels)(place, subpath)
}

const PATH = 'node_modules/money'
const hash = expect.stringMatching(/^[0-9a-f]{32}$/)

function moneyWith(code: string): Files {
  return { [`${PATH}/package.json`]: manifest('money'), [`${PATH}/lib/index.js`]: code }
}

describe('a package without a lock', () => {
  test('is pinned by what lies in its folder', () => {
    const [before, after, again] = ['a', 'b', 'a'].map(code => pinOf(PATH, moneyWith(code)))
    expect(before).toEqual({ name: 'money', version: '1.0.0', content: hash })
    expect(after?.content).not.toBe(before?.content)
    expect(again).toEqual(before)
  })

  test('is the same with packages inside of it that it does not depend on, with documents and with types', () => {
    const more = { 'node_modules/x/index.js': 'x', 'README.md': 'x', 'lib/index.d.ts': 'x', '.cache/x.js': 'x' }
    const inside = Object.fromEntries(Object.entries(more).map(([file, text]) => [`${PATH}/${file}`, text]))
    expect(pinOf(PATH, { ...moneyWith('a'), ...inside })).toEqual(pinOf(PATH, moneyWith('a')))
  })
})

test('a lock file vouches for the version', () => {
  expect(pinOf(PATH, { ...moneyWith('a'), ...lockOf(PATH) })).toEqual({ name: 'money', version: '1.0.0' })
})

test('a package.json inside of a package does not name another', () => {
  const files = { ...moneyWith('a'), ...lockOf(PATH), [`${PATH}/hooks/package.json`]: manifest('money-hooks') }
  expect(pinOf(`${PATH}/hooks`, files)).toEqual({ name: 'money', version: '1.0.0' })
})

test('by content, a version that the lock file vouches for is hashed all the same', () => {
  const files = { ...moneyWith('a'), ...lockOf(PATH) }
  expect(pinOf(PATH, files, { money: 'content' })).toEqual({ name: 'money', version: '1.0.0', content: hash })
  expect(pinOf(PATH, files, { '*': 'content' })).toEqual({ name: 'money', version: '1.0.0', content: hash })
  expect(pinOf(PATH, files, { '*': 'content', money: 'version' }).content).toBeUndefined()
})

test.each([
  ['4.17.21', 'major', '4'],
  ['4.17.21', 'minor', '4.17'],
  ['0.3.1', 'major', '0.3'],
  ['0.3.1', 'minor', '0.3'],
  ['5.0.0-beta.1', 'major', '5.0.0-beta.1'],
  ['4.17.21', 'version', '4.17.21']
] as const)('%s counts by its %s version as %s', (version, level, expected) => {
  const files = { [`${PATH}/package.json`]: manifest('money', { version }) }
  expect(pinOf(PATH, files, { money: level }).version).toBe(expected)
})

describe('what a package depends on', () => {
  const dependencies = { dependencies: { a: '1', b: '1' } }
  const at = (path: string, version: string, more: object = {}): Files => ({
    [`${path}/package.json`]: manifest(path.replace(/^.*\//, ''), { version, ...more })
  })
  const withThese = (...others: readonly Files[]) => {
    const own = { [`${PATH}/package.json`]: manifest('money', dependencies) }
    return pinOf(PATH, Object.assign({}, own, ...others) as Files, { '*': 'minor' }).dependencies
  }

  test('counts, and what that depends on', () => {
    const direct = withThese(at('node_modules/a', '1.0.0', { dependencies: { c: '1' } }), at('node_modules/c', '1.0.0'))
    const other = withThese(at('node_modules/a', '1.0.0', { dependencies: { c: '1' } }), at('node_modules/c', '1.1.0'))
    const patch = withThese(at('node_modules/a', '1.0.9', { dependencies: { c: '1' } }), at('node_modules/c', '1.0.9'))
    expect(direct).toEqual(hash)
    expect(other).not.toBe(direct)
    expect(patch).toBe(direct)
  })

  test('is nothing where nothing of it is installed', () => {
    expect(withThese()).toBeUndefined()
  })

  test('is told apart by who gets which version', () => {
    const a = at('node_modules/a', '1.0.0', { dependencies: { c: '1' } })
    const b = at('node_modules/b', '1.0.0', { dependencies: { c: '1' } })
    const one = withThese(a, b, at('node_modules/c', '1.0.0'), at('node_modules/a/node_modules/c', '2.0.0'))
    const two = withThese(a, b, at('node_modules/c', '1.0.0'), at('node_modules/b/node_modules/c', '2.0.0'))
    expect(one).not.toBe(two)
  })

  test('may depend on it in turn', () => {
    expect(withThese(at('node_modules/a', '1.0.0', { dependencies: { money: '1' } }))).toEqual(hash)
  })
})

describe('links', () => {
  const store = 'node_modules/.pnpm/money@1.0.0/node_modules'
  const files = {
    [`${store}/money/package.json`]: manifest('money', { dependencies: { digits: '1' } }),
    [`${store}/money/index.js`]: "require('digits')",
    'node_modules/.pnpm/digits@1.0.0/node_modules/digits/package.json': manifest('digits'),
    'node_modules/.pnpm/digits@1.0.0/node_modules/digits/index.js': '2',
    'pnpm-lock.yaml':
      'packages:\n\n  money@1.0.0:\n    resolution: {integrity: sha512-1}\n\n  digits@1.0.0:\n    resolution: {integrity: sha512-2}\n'
  }
  const links = {
    'node_modules/money': `${store}/money`,
    [`${store}/digits`]: 'node_modules/.pnpm/digits@1.0.0/node_modules/digits'
  }

  test('of pnpm lead to packages like any other', () => {
    const pin = pinOf('node_modules/money', files, {}, '', links)
    expect(pin).toEqual({ name: 'money', version: '1.0.0', dependencies: hash })
    const byContent = pinOf('node_modules/money', files, { '*': 'content' }, '', links)
    const edited = { ...files, 'node_modules/.pnpm/digits@1.0.0/node_modules/digits/index.js': '3' }
    const after = pinOf('node_modules/money', edited, { '*': 'content' }, '', links)
    expect(after.content).toBe(byContent.content)
    expect(after.dependencies).not.toBe(byContent.dependencies)
  })

  test('into the repository lead to what is worked on: its content counts', () => {
    const local = { 'packages/money/package.json': manifest('money'), 'packages/money/index.js': '1' }
    const place = { 'node_modules/money': 'packages/money' }
    const all = { ...local, ...lockOf('node_modules/money') }
    expect(pinOf('node_modules/money', all, { '*': 'major' }, '', place).content).toEqual(hash)
    expect(pinOf('node_modules/money', all, { money: 'major' }, '', place)).toEqual({ name: 'money', version: '1' })
  })
})

describe('by content', () => {
  /** Whether an edit of one file moves the pin of what is imported by this subpath. */
  function moves(files: Files, edited: string, subpath = ''): boolean {
    const inPackage = (all: Files) =>
      Object.fromEntries(Object.entries(all).map(([file, text]) => [`${PATH}/${file}`, text]))
    const [before, after] = [files, { ...files, [edited]: '/* edited */' }].map(each =>
      pinOf(PATH, inPackage(each), { '*': 'content' }, subpath)
    )
    return before?.content !== after?.content
  }
  const main = { 'package.json': manifest('money'), 'unused.js': '1' }

  test.each<[string, Files, string]>([
    ['require', { 'index.js': "require('./a')", 'a.js': '1' }, 'a.js'],
    ['an import', { 'index.js': "import './a.js'", 'a.js': '1' }, 'a.js'],
    ['a re-export', { 'index.js': "export * from './a.js'", 'a.js': '1' }, 'a.js'],
    ['import()', { 'index.js': "import('./a.js')", 'a.js': '1' }, 'a.js'],
    ['the index of a folder', { 'index.js': "require('./a')", 'a/index.js': '1' }, 'a/index.js'],
    ['data', { 'index.js': "require('./a')", 'a.json': '1' }, 'a.json'],
    ['a file behind another', { 'index.js': "require('./a')", 'a.js': "require('./b')", 'b.js': '1' }, 'b.js'],
    ['its own name', { 'index.js': "require('money/a')", 'a.js': '1' }, 'a.js'],
    ['TypeScript', { 'index.js': "import './a.js'", 'a.ts': '1' }, 'a.ts']
  ])('%s is followed', (_, files, edited) => {
    expect(moves({ ...main, ...files }, edited)).toBe(true)
    expect(moves({ ...main, ...files }, 'unused.js')).toBe(false)
  })

  test.each([
    ['a name that is made', "require('./' + name)"],
    ['another name for require', 'const load = require'],
    ['the folder of the file', 'read(__dirname)'],
    ['the place of the module', 'read(import.meta.url)']
  ])('where the code uses %s, every file counts', (_, code) => {
    expect(moves({ ...main, 'index.js': code, 'table.txt': '1' }, 'table.txt')).toBe(true)
  })

  test('typeof require says nothing of files', () => {
    expect(moves({ ...main, 'index.js': "if (typeof require === 'function') {}" }, 'unused.js')).toBe(false)
  })

  const exports = {
    '.': { types: './types.js', import: './index.mjs', default: ['./index.cjs'] },
    './deep/*': './lib/*.js',
    './deep/private/*': null,
    './folder/': './lib/'
  }
  const files = {
    'package.json': manifest('money', { exports, imports: { '#inner': { node: './inner.js' } } }),
    'types.js': '1',
    'index.mjs': "import '#inner'",
    'index.cjs': '1',
    'inner.js': '1',
    'lib/round.js': '1',
    'unused.js': '1'
  }
  test.each([
    ['', 'index.mjs', true],
    ['', 'index.cjs', true],
    ['', 'inner.js', true],
    ['', 'types.js', false],
    ['', 'lib/round.js', false],
    ['/deep/round', 'lib/round.js', true],
    ['/deep/round', 'index.mjs', false],
    ['/folder/round.js', 'lib/round.js', true],
    ['/unknown', 'unused.js', true]
  ])('the entry of %j loads %s: %s', (subpath, edited, expected) => {
    expect(moves(files, edited, subpath)).toBe(expected)
  })
})

test('packages are found where the importing file would find them', () => {
  const { folder } = createTemporaryProject({
    'node_modules/money/package.json': manifest('money'),
    'fees/node_modules/money/package.json': manifest('money', { version: '2.0.0' })
  })
  const packages = createPackages()
  const versionOf = (found: Package | undefined) => found?.version
  expect(versionOf(packages.named('money', join(folder, 'prices', 'deep')))).toBe('1.0.0')
  expect(versionOf(packages.named('money', join(folder, 'fees', 'deep')))).toBe('2.0.0')
  expect(packages.named('cents', folder)).toBeUndefined()
})
