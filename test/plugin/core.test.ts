import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createCore, type Core } from '../../transformer/plugin/core'
import { createTemporaryProject } from '../support/temporary-project'

const marked = `/** @cached */\nexport function fare(km: number): number {\n  return km * 2\n}\n`
const plain = `export const unit = 'km'\n`

const { folder } = createTemporaryProject({
  'package.json': '{}',
  'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', types: [] }, include: ['src'] }),
  'src/fare.ts': marked,
  'src/unit.ts': plain
})
const core = createCore(undefined, folder)
const fare = join(folder, 'src', 'fare.ts')

test('a file with marks whose text is not the one on disk is refused', () => {
  expect(core.transform(fare, marked, 'esm').code).toMatch(/\.wrap\(fare, /)
  const changed = marked.replace('km * 2', 'km * 3')
  expect(() => core.transform(fare, changed, 'esm')).toThrow(/^KP5004: .*src\/fare\.ts has cached functions, but /)
})

test('a file without marks may have been changed by others, and a byte order mark is no change', () => {
  const changed = plain.replace('km', 'mi')
  expect(core.transform(join(folder, 'src', 'unit.ts'), changed, 'esm')).toMatchObject({ errors: '', remarks: '' })
  expect(core.transform(fare, `\ufeff${marked}`, 'esm').code).toMatch(/\.wrap\(fare, /)
})

describe('what is found in place of another file', () => {
  const calls = (name: string): string =>
    `import { f } from '${name}'\n/** @cached */\nexport function fare(km: number): number {\n  return f(km)\n}\n`
  const source = (digit: number): string => `export const f = (km: number): number => km * ${digit}\n`
  const installed = (at: string, version: string): Readonly<Record<string, string>> => ({
    [`${at}/package.json`]: JSON.stringify({ name: 'far', version, types: 'index.d.ts' }),
    [`${at}/index.js`]: 'exports.f = km => km\n',
    [`${at}/index.d.ts`]: 'export declare function f(km: number): number\n'
  })
  /** A package that is linked into node_modules, with its declarations. */
  const linked = {
    'packages/far/package.json': JSON.stringify({ name: 'far', version: '1.0.0', types: 'dist/index.d.ts' }),
    'packages/far/dist/index.d.ts': 'export declare function f(km: number): number\n'
  }

  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    [
      'a file before the folder of its name',
      { 'src/fare.ts': calls('./far'), 'src/far/index.ts': source(1) },
      { 'src/far.ts': source(2) }
    ],
    [
      'a path of the tsconfig before the next',
      { 'src/fare.ts': calls('far'), 'second/far.ts': source(1) },
      { 'first/far.ts': source(2) }
    ],
    ['a package that is installed', { 'src/fare.ts': calls('far') }, installed('node_modules/far', '1.0.0')],
    [
      'a package in a nearer folder',
      { 'src/fare.ts': calls('far'), ...installed('node_modules/far', '1.0.0') },
      installed('src/node_modules/far', '2.0.0')
    ],
    [
      'what a package builds on, in a nearer folder',
      {
        'src/fare.ts': calls('near'),
        'node_modules/near/package.json': '{ "name": "near", "version": "1.0.0", "dependencies": { "far": "*" } }',
        'node_modules/near/index.js': "exports.f = require('far').f\n",
        'node_modules/near/index.d.ts': 'export declare function f(km: number): number\n',
        ...installed('node_modules/far', '1.0.0')
      },
      installed('node_modules/near/node_modules/far', '2.0.0')
    ],
    [
      'a package.json in a folder of the program',
      {
        'package.json': '{ "imports": { "#far": "./src/first.ts" } }',
        'src/fare.ts': calls('#far'),
        'src/first.ts': source(1),
        'src/second.ts': source(2)
      },
      { 'src/package.json': '{ "name": "inner", "imports": { "#far": "./second.ts" } }' }
    ],
    [
      'the source of a linked package',
      { 'src/fare.ts': calls('far'), ...linked },
      { 'packages/far/src/index.ts': source(2) }
    ],
    [
      'a file of a linked package before the folder of its name',
      {
        'src/fare.ts': calls('far'),
        ...linked,
        'packages/far/src/index.ts': "export { f } from './inner'\n",
        'packages/far/src/inner/index.ts': source(1)
      },
      { 'packages/far/src/inner.ts': source(2) }
    ]
  ])('%s', (_, files, added) => {
    const paths = { far: ['./first/far', './second/far'] }
    const project = createTemporaryProject(
      {
        'package.json': '{}',
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            module: 'esnext',
            moduleResolution: 'bundler',
            types: [],
            ...('second/far.ts' in files && { paths })
          },
          files: ['src/fare.ts']
        }),
        ...files
      },
      ['typescript']
    )
    if ('packages/far/package.json' in files)
      symlinkSync('../packages/far', join(project.folder, 'node_modules', 'far'))
    const file = join(project.folder, 'src', 'fare.ts')
    const outputOf = (asked: Core): string => asked.transform(file, project.read('src/fare.ts'), 'esm').code
    const kept = createCore(undefined, project.folder)
    const before = outputOf(kept)
    for (const [path, text] of Object.entries(added)) project.write(path, text)
    kept.refresh()
    const after = outputOf(kept)
    expect(after).toBe(outputOf(createCore(undefined, project.folder)))
    expect(after).not.toBe(before)
    for (const path of Object.keys(added)) rmSync(join(project.folder, path))
    kept.refresh()
    expect(outputOf(kept)).toBe(before)
  })
})
