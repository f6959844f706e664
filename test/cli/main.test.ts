import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runNode, runProcess } from '../support/run-process'
import { createTemporaryProject, repository } from '../support/temporary-project'

const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')

const tsconfig = {
  compilerOptions: {
    target: 'ES2022',
    module: 'CommonJS',
    strict: true,
    outDir: 'out',
    types: ['node'],
    typeRoots: [join(repository, 'node_modules', '@types')],
    plugins: [{ transform: 'keyprint/transformer', transformProgram: true }]
  },
  include: ['src']
}

const shop = {
  'tsconfig.json': JSON.stringify(tsconfig),
  'src/config.ts':
    'export const config = { rate: 0.5 }\nexport function setRate(rate: number): void {\n  config.rate = rate\n}\n',
  'src/money.ts': 'export const toCents = (amount: number): number => Math.round(amount * 100)\n',
  'src/price.ts': [
    "import { config } from './config'",
    "import { toCents } from './money'",
    '',
    '/** @cached */',
    'export function total(net: number, _trace?: string): number {',
    '  return toCents(net * (1 + config.rate))',
    '}',
    '',
    '/** @cached */',
    'export const region = (): string => process.env.REGION ?? "none"',
    ''
  ].join('\n'),
  'src/area.ts': '/** @cached */\nexport function area(radius: number): number {\n  return Math.PI * radius ** 2\n}\n'
}

interface Listed {
  readonly schema: number
  readonly functions: readonly {
    readonly name: string
    readonly line: number
    readonly fingerprint: string
    readonly references: Readonly<Record<'total' | 'folded' | 'captured' | 'pinned' | 'ignored' | 'opaque', number>>
  }[]
}

/** Runs the built program as users do. */
function keyprint(args: readonly string[], files: Readonly<Record<string, string>> = shop) {
  const { folder } = createTemporaryProject(files, ['typescript', 'keyprint'])
  return { folder, ...runNode([main, ...args], { cwd: folder }) }
}

test('list --json prints the contract object and nothing else', () => {
  const { status, stdout, stderr } = keyprint(['list', '--json'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const listed = JSON.parse(stdout) as Listed
  expect(listed).toEqual({
    schema: 1,
    functions: [
      expect.objectContaining({
        id: 'src/area.ts#area',
        name: 'area',
        kind: 'function',
        file: 'src/area.ts',
        line: 2,
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        captures: [],
        callees: [],
        ignored: [],
        diagnostics: []
      }),
      expect.objectContaining({
        id: 'src/price.ts#total',
        name: 'total',
        kind: 'function',
        file: 'src/price.ts',
        line: 5,
        captures: [{ name: 'config.rate', kind: 'import', file: 'src/config.ts', line: 1 }],
        callees: [{ name: 'toCents', file: 'src/money.ts', line: 1, hash: expect.stringMatching(/^[0-9a-f]{32}$/) }],
        ignored: [expect.objectContaining({ name: '_trace' })]
      }),
      expect.objectContaining({
        id: 'src/price.ts#region',
        name: 'region',
        kind: 'arrow',
        file: 'src/price.ts',
        captures: [expect.objectContaining({ name: 'process.env.REGION', kind: 'environment', file: 'src/price.ts' })]
      })
    ]
  })
  for (const { references } of listed.functions) {
    const { total, folded, captured, pinned, ignored, opaque } = references
    expect(folded + captured + pinned + ignored + opaque).toBe(total)
  }
})

test('list --project takes a folder or a file, from any working directory', () => {
  const { folder, stdout } = keyprint(['list', '--json'])
  for (const path of [folder, join(folder, 'tsconfig.json')]) {
    expect(runNode([main, 'list', '--json', '--project', path], { cwd: repository }).stdout).toBe(stdout)
  }
})

test('list prints a table', () => {
  const { status, stdout } = keyprint(['list'])
  expect(status).toBe(0)
  for (const text of ['area', 'src/price.ts:5', 'capture config.rate (import)', 'callee toCents'])
    expect(stdout).toContain(text)
})

test('check of a clean program writes nothing and exits 0', () => {
  const { folder, status, stdout, stderr } = keyprint(['check'])
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: '3 cached functions with 2 captures: no errors, no warnings, no notes\n',
    stderr: ''
  })
  expect(existsSync(join(folder, 'out'))).toBe(false)
  expect(readdirSync(folder).sort()).toEqual(['node_modules', 'src', 'tsconfig.json'])
})

test('check of a program with a mark that cannot hold prints the place and exits 1', () => {
  const { status, stdout, stderr } = keyprint(['check'], {
    ...shop,
    'src/wrong.ts': '/** @cached */\nexport class Wrong {}\n'
  })
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
  expect(stdout).toMatch(
    /^src\/wrong\.ts\(\d,\d+\): error KP1\d{3}: .+\n3 cached functions with 2 captures: 1 error, no warnings, no notes\n$/
  )
})

describe('explain', () => {
  test('a function: its fingerprint as in list, and its closure as a tree', () => {
    const { folder, status, stdout, stderr } = keyprint(['explain', 'total'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { functions } = JSON.parse(runNode([main, 'list', '--json'], { cwd: folder }).stdout) as Listed
    const total = functions.find(({ name }) => name === 'total')
    expect(stdout).toBe(`src/price.ts#total (function)
fingerprint ${total?.fingerprint}
references  3 = 1 folded + 1 captured + 1 pinned + 0 ignored + 0 opaque

total  src/price.ts:5
├─ ignored _trace: its name starts with _
├─ capture config.rate (import)  src/config.ts:1
└─ callee toCents  src/money.ts:1
   └─ pin Math@language
`)
  })

  test('--listing: names of locals and the layout are gone, names of callees and captures are shown', () => {
    const { status, stdout } = keyprint(['explain', 'src/price.ts#total', '--listing'])
    expect(status).toBe(0)
    const [, total, toCents] =
      /^# total {2}src\/price\.ts:5\n([^]*)\n# toCents {2}src\/money\.ts:1\n([^]*)$/.exec(stdout) ?? []
    expect(total?.split('\n')).toEqual(
      expect.arrayContaining(['code toCents', 'local 0', 'capture config.rate', 'binary *'])
    )
    expect(toCents?.split('\n')).toEqual(expect.arrayContaining(['member round', 'constant 100']))
    expect(stdout).not.toMatch(/\b(net|amount)\b/)
  })

  test('a function with findings shows each with the chain that leads to it', () => {
    const { status, stdout } = keyprint(['explain', 'next'], {
      ...shop,
      'src/next.ts':
        'let last = 0\nfunction bump(): number {\n  return ++last\n}\n/** @cached */\nexport const next = (): number => bump()\n'
    })
    expect(status).toBe(0)
    expect(stdout).toMatch(/\nerror KP2003: 'last' .+ {2}src\/next\.ts:3\n/)
    expect(stdout).toMatch(
      /\n {2}'bump' is used by 'next' {2}src\/next\.ts:2\n {2}'next' is marked as cached {2}src\/next\.ts:6\n$/
    )
  })

  test('a diagnostic, as docs/diagnostics.md shows it', () => {
    const { status, stdout } = keyprint(['explain', 'KP2003'])
    expect(status).toBe(0)
    expect(readFileSync(join(repository, 'docs', 'diagnostics.md'), 'utf8')).toContain(stdout)
  })
})

test('an unknown option on the plugin line is an error', () => {
  const plugins = [{ transform: 'keyprint/transformer', transformProgram: true, strct: true }]
  const wrong = JSON.stringify({ ...tsconfig, compilerOptions: { ...tsconfig.compilerOptions, plugins } })
  const { status, stdout } = keyprint(['check'], { ...shop, 'tsconfig.json': wrong })
  expect(status).toBe(1)
  expect(stdout).toMatch(/error KP5\d{3}: .*strct/)
})

test.each([
  ['a missing tsconfig', ['list', '--json', '--project', 'nowhere'], 'There is no nowhere'],
  ['an unknown function', ['explain', 'totl'], 'Did you mean total?'],
  ['an unknown command', ['explain-all'], "unknown command 'explain-all'"],
  ['an unknown option', ['check', '--fix'], "unknown option '--fix'"]
])('%s: exit code 2, the reason on stderr, nothing on stdout', (_what, args, reason) => {
  const { status, stdout, stderr } = keyprint(args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(reason)
})

test('--version is the version of the package', () => {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string }
  expect(keyprint(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` })
})

test('a reader that stops early is no failure', () => {
  // More than a pipe holds, so that the writer notices.
  const many = Array.from(
    { length: 400 },
    (_, n) => `/** @cached */\nexport function area${n}(radius: number): number {\n  return ${n} * radius\n}\n`
  )
  const { folder } = createTemporaryProject({ ...shop, 'src/many.ts': many.join('') }, ['typescript'])
  const piped = `"${process.execPath}" "${main}" list --json | head -c 1; echo " \${PIPESTATUS[0]}"`
  expect(runProcess('bash', ['-c', piped], { cwd: folder })).toEqual({ status: 0, stdout: '{ 0\n', stderr: '' })
})

test('the runtime is loaded by the commands that look into a store, and by no other one', () => {
  const program = `
    process.argv.splice(1, 0, 'keyprint')
    process.on('exit', () => console.error(Object.keys(require.cache).filter(path => /dist.runtime|tar-stream/.test(path)).length))
    require(${JSON.stringify(main)})`
  const { folder } = createTemporaryProject(shop, ['typescript'])
  const loaded = (...args: string[]) => runNode(['-e', program, '--', ...args], { cwd: folder }).stderr.trim()
  expect(loaded('list', '--json')).toBe('0')
  expect(Number(loaded('entries', '--store', `file:${folder}`))).toBeGreaterThan(0)
})
