import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finished, runNode, runProcess } from '../support/run-process'
import { createTemporaryProject, repository, type TemporaryProject } from '../support/temporary-project'

const INSTALL_MINUTES = 8 * 60_000

/** The version of a package that this repository is tested with. */
function versionOf(name: string): string {
  const manifest = readFileSync(join(repository, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

function succeed({ status, stdout, stderr }: Finished): string {
  if (status !== 0) throw new Error(`exit code ${String(status)}\n${stdout}\n${stderr}`)
  return stdout
}

const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    rootDir: 'src',
    outDir: 'out',
    types: [],
    plugins: [{ transform: 'keyprint/transformer', transformProgram: true }]
  },
  include: ['src']
}

// Two files: the callee of the marked function is in the other one. A run that the cache did not answer prints a line.
const source = {
  'src/tax.ts':
    'export const rate = 0.5\nexport function withTax(net: number): number {\n  return net * (1 + rate)\n}\n',
  'src/price.ts': [
    "import { withTax } from './tax.js'",
    '/** @cached */',
    'export async function price(net: number): Promise<number> {',
    '  console.log(`run ${net}`)',
    '  return withTax(net)',
    '}',
    ''
  ].join('\n')
}

describe('the packed package', () => {
  let tarball: TemporaryProject
  let listed: readonly string[]
  let file: string

  beforeAll(() => {
    tarball = createTemporaryProject({})
    // Built already, by the first steps of the test command.
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', tarball.folder]
    const [packed] = JSON.parse(succeed(runProcess('npm', pack, { cwd: repository }))) as {
      filename: string
      files: { path: string }[]
    }[]
    if (!packed) throw new Error('npm packed nothing')
    listed = packed.files.map(({ path }) => path)
    file = join(tarball.folder, packed.filename)
  })

  test('holds what users need and nothing else', () => {
    const besideOutput = listed.filter(
      path => !/^(dist\/(transformer|runtime)\/.+\.(js|d\.ts)|docs\/[a-z-]+\.md)$/.test(path)
    )
    expect(besideOutput.sort()).toEqual(['LICENSE', 'README.md', 'package.json', 'transformer.js'])
    const linked = [...readFileSync(join(repository, 'README.md'), 'utf8').matchAll(/\]\((docs\/[^)]+)\)/g)]
    expect(linked.map(([, path]) => path).filter(path => !listed.includes(path ?? ''))).toEqual([])
    expect(listed).toEqual(
      expect.arrayContaining([
        'dist/runtime/index.js',
        'dist/runtime/index.d.ts',
        'dist/transformer/index.js',
        'dist/transformer/index.d.ts',
        'dist/transformer/cli/main.js'
      ])
    )
  })

  describe('installed into an empty project', () => {
    let project: TemporaryProject

    beforeAll(() => {
      project = createTemporaryProject({
        ...source,
        'package.json': JSON.stringify({ name: 'shop', private: true }),
        'tsconfig.json': JSON.stringify(tsconfig),
        'twice.cjs': [
          "const { price } = require('./out/price.js')",
          'price(2).then(async (first) => console.log(first, await price(2)))'
        ].join('\n'),
        'twice.mjs': [
          "import { price } from './out/price.js'",
          'const first = await price(2)',
          'console.log(first, await price(2))'
        ].join('\n'),
        'both.mjs': [
          "import { createRequire } from 'node:module'",
          "import { cacheOf } from 'keyprint'",
          "import { price as imported } from './out/price.js'",
          'const require = createRequire(import.meta.url)',
          "const { price: required } = require('./out/price.js')",
          'console.log(await imported(2), await required(2))',
          "console.log((await cacheOf(required).has(2)) && (await require('keyprint').cacheOf(imported).has(2)))"
        ].join('\n')
      })
      const wanted = [file, `typescript@${versionOf('typescript')}`, `ts-patch@${versionOf('ts-patch')}`]
      const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', ...wanted]
      succeed(runProcess('npm', install, { cwd: project.folder, timeout: INSTALL_MINUTES }))
      succeed(runNode([join('node_modules', 'ts-patch', 'bin', 'tspc.js'), '-p', '.'], { cwd: project.folder }))
    }, INSTALL_MINUTES)

    test.each(['twice.cjs', 'twice.mjs'])('tspc output is cached when it is run by %s', program => {
      expect(succeed(runNode([program], { cwd: project.folder }))).toBe('run 2\n3 3\n')
    })

    test('require and import share one runtime', () => {
      expect(succeed(runNode(['both.mjs'], { cwd: project.folder }))).toBe('run 2\n3 3\ntrue\n')
    })

    test('npx keyprint lists the function', () => {
      const listing = runProcess('npx', ['--no-install', 'keyprint', 'list', '--json'], { cwd: project.folder })
      expect(JSON.parse(succeed(listing))).toMatchObject({
        schema: 1,
        functions: [{ name: 'price', file: 'src/price.ts', callees: [{ name: 'withTax', file: 'src/tax.ts' }] }]
      })
    })

    test('the types are found under every way of resolving modules', () => {
      const use =
        "import { cached, configure } from 'keyprint'\nconfigure({ store: 'memory:' })\nexport default cached\n"
      project.write('types/use.ts', use)
      for (const [module, moduleResolution] of [
        ['CommonJS', 'Node10'],
        ['NodeNext', 'NodeNext'],
        ['ESNext', 'Bundler']
      ]) {
        const options = { target: 'ES2022', module, moduleResolution, strict: true, noEmit: true, types: [] }
        project.write('types/tsconfig.json', JSON.stringify({ compilerOptions: options, files: ['use.ts'] }))
        succeed(runNode([join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'types'], { cwd: project.folder }))
      }
    })
  })
})
