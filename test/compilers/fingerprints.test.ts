/**
 * Fingerprints do not depend on the version of TypeScript: the projects of the fixtures, opened as one program by each,
 * get the same.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { analyze } from '../../transformer/pipeline'
import { fixturesFolder, listCases, listFiles } from '../fixtures/fixture-folders'
import { repository } from '../support/temporary-project'
import { listCompilers, loadCompiler } from './installed'

const corpus = [
  ...listCases('changes').map(name => join(fixturesFolder, 'changes', name, 'before')),
  ...listCases('programs').map(name => join(fixturesFolder, 'programs', name))
].flatMap(folder =>
  existsSync(join(folder, 'tsconfig.json')) ? [] : listFiles(folder).map(file => join(folder, file))
)
const sources = corpus.filter(file => /\.tsx?$/.test(file) && !file.includes('/node_modules/'))

/** What can differ: the fingerprint of each marked function, and what is reported of it. */
function read(compiler: typeof ts): ReadonlyMap<string, string> {
  const { options } = compiler.convertCompilerOptionsFromJson(
    {
      // Every option whose default differs between the versions is given.
      target: 'ES2022',
      lib: ['ES2022'],
      module: 'ESNext',
      // 4.9 knows no bundlers; nothing here is resolved in another way for that.
      moduleResolution: compiler.version.startsWith('4.') ? 'node' : 'bundler',
      moduleDetection: 'auto',
      strict: true,
      noUncheckedSideEffectImports: false,
      resolveJsonModule: true,
      esModuleInterop: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
      paths: { keyprint: [join(repository, 'dist/runtime/index.d.ts')] }
    },
    repository
  )
  const program = compiler.createProgram(sources, options)
  const { functions } = analyze(compiler, program, {})
  return new Map(
    functions.map(({ id, fingerprint, diagnostics }) => [
      id,
      [fingerprint, ...diagnostics.map(each => each.code)].join(' ')
    ])
  )
}

const expected = read(ts)

test('the corpus is worth comparing', () => {
  expect(expected.size).toBeGreaterThan(200)
  const refused = [...expected.values()].filter(each => / KP3002| KP9/.test(each))
  expect(refused).toEqual([])
})

test.each(listCompilers())('%s gives the same fingerprints as the TypeScript of the repository', name => {
  expect(Object.fromEntries(read(loadCompiler(name)))).toEqual(Object.fromEntries(expected))
})
