import { join } from 'node:path'
import ts from 'typescript'
import keyprint from '../../transformer/index'
import { runNode } from '../support/run-process'
import { createTemporaryProject, repository } from '../support/temporary-project'

const marked = `import { rate } from './rate'\n/** @cached */\nexport function fare(km: number) { return km * rate }\n`
const plain = `import { rate } from './rate'\nexport function fare(km: number) { return km * rate }\n`

/** What `transpileOnly` of ts-loader does: there is no program. */
function transpile(text: string): string {
  return ts.transpileModule(text, {
    fileName: 'fare.ts',
    transformers: { before: [keyprint(undefined, {}, { ts })] }
  }).outputText
}

test('a file with marks is refused where there is no program', () => {
  expect(() => transpile(marked)).toThrow(/^KP5005: 'fare\.ts' has cached functions/)
  expect(() => transpile(`import { cached } from 'keyprint'\nexport const f = cached(() => 1)\n`)).toThrow(/^KP5005: /)
})

test.each([
  '/** @singleton */\nexport const f = () => ({})\n',
  '/**\n * The pool.\n * @singleton ttl=5m\n */\nexport const f = () => ({})\n',
  "import { singleton } from 'keyprint'\nexport const f = singleton(() => ({}))\n",
  "import { memoize } from 'keyprint'\nexport const f = memoize.byIdentity((o: object) => ({ o }))\n"
])('every mark is seen: %j', text => {
  expect(() => transpile(text)).toThrow(/^KP5005: /)
})

test('a decorator of another package is no mark', () => {
  const text = "import { singleton } from 'tsyringe'\n@singleton()\nexport class Pool {\n}\n"
  expect(() => transpile(text)).not.toThrow()
})

test('a file with marks is refused where the program is one without files, as transpileOnly of ts-loader has it', () => {
  const program = ts.createProgram([], {})
  const by = (text: string): string =>
    ts.transpileModule(text, { fileName: 'fare.ts', transformers: { before: [keyprint(program, {}, { ts })] } })
      .outputText
  expect(() => by(marked)).toThrow(/^KP5005: 'fare\.ts' has cached functions/)
  expect(by(plain)).toBe(ts.transpileModule(plain, { fileName: 'fare.ts' }).outputText)
})

test('a file without marks comes out as without us', () => {
  expect(transpile(plain)).toBe(ts.transpileModule(plain, { fileName: 'fare.ts' }).outputText)
})

test.each([
  ['transformProgram', { transform: 'keyprint/transformer', transformProgram: true }],
  ['a source transformer', { transform: 'keyprint/transformer' }]
])('the compiler of ts-patch transpiles no file with marks, as %s', (_, plugin) => {
  const transpileBy = `
    const ts = require(${JSON.stringify(join(repository, 'node_modules', 'ts-patch', 'compiler', 'typescript.js'))})
    const compilerOptions = { plugins: [${JSON.stringify(plugin)}] }
    console.log(ts.transpileModule(ts.sys.readFile(process.argv[2]), { fileName: process.argv[2], compilerOptions }).outputText)
  `
  const files = { 'package.json': '{}', 'transpile.cjs': transpileBy, 'marked.ts': marked, 'plain.ts': plain }
  const { folder } = createTemporaryProject(files, ['keyprint', 'typescript'])
  const refused = runNode(['transpile.cjs', 'marked.ts'], { cwd: folder })
  expect(refused.stderr).toContain("KP5005: 'marked.ts' has cached functions")
  expect(refused.status).not.toBe(0)
  expect(runNode(['transpile.cjs', 'plain.ts'], { cwd: folder })).toMatchObject({ status: 0, stderr: '' })
})
