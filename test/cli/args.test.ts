import { type Commands, runArguments } from '../../transformer/cli/args'
import { ExitCode } from '../../transformer/cli/terminal'
import { createRecordingTerminal } from '../support/recording-terminal'

async function run(...args: string[]) {
  const commands = {
    list: jest.fn<ExitCode, unknown[]>(() => ExitCode.ok),
    check: jest.fn<ExitCode, unknown[]>(() => ExitCode.findings),
    build: jest.fn<ExitCode, unknown[]>(() => ExitCode.findings),
    explain: jest.fn<ExitCode, unknown[]>(() => ExitCode.unusable),
    verify: jest.fn<ExitCode, unknown[]>(() => ExitCode.findings),
    entries: jest.fn<Promise<ExitCode>, unknown[]>(async () => ExitCode.ok),
    export: jest.fn<Promise<ExitCode>, unknown[]>(async () => ExitCode.ok),
    import: jest.fn<Promise<ExitCode>, unknown[]>(async () => ExitCode.unusable)
  }
  const terminal = createRecordingTerminal('/')
  const status = await runArguments(args, '1.2.3', commands satisfies Commands, terminal)
  return { status, ...commands, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

test('list takes the tsconfig of the folder and prints a table by default', async () => {
  const { status, list, check } = await run('list')
  expect(list).toHaveBeenCalledTimes(1)
  expect(list.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json', json: false })
  expect(check).not.toHaveBeenCalled()
  expect(status).toBe(0)
})

test('list --project --json', async () => {
  expect((await run('list', '--project', 'packages/a', '--json')).list.mock.lastCall?.[0]).toEqual({
    project: 'packages/a',
    json: true
  })
  expect((await run('list', '-p', 'tspc.config.json')).list.mock.lastCall?.[0]).toEqual({
    project: 'tspc.config.json',
    json: false
  })
})

test('build takes the tsconfig and returns what the command returns', async () => {
  const { status, build } = await run('build', '--project', 'packages/a')
  expect(status).toBe(1)
  expect(build.mock.lastCall?.[0]).toEqual({ project: 'packages/a' })
})

test('build is told nothing by --build: it builds what the project refers to in any case', async () => {
  const { build } = await run('build', '--build')
  expect(build.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json' })
})

test('check returns what the command returns, and leaves pretty to the terminal unless told', async () => {
  const { status, check } = await run('check')
  expect(status).toBe(1)
  expect(check.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json' })
  expect((await run('check', '--pretty')).check.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json', pretty: true })
  expect((await run('check', '--no-pretty')).check.mock.lastCall?.[0]).toEqual({
    project: 'tsconfig.json',
    pretty: false
  })
})

test('explain takes a code, a name or an id', async () => {
  const { status, explain } = await run('explain', 'KP2003')
  expect(status).toBe(2)
  expect(explain.mock.lastCall?.[0]).toEqual({
    subject: 'KP2003',
    project: 'tsconfig.json',
    json: false,
    listing: false
  })
  expect((await run('explain', 'src/a.ts#price', '-p', 'a', '--listing', '--json')).explain.mock.lastCall?.[0]).toEqual(
    {
      subject: 'src/a.ts#price',
      project: 'a',
      json: true,
      listing: true
    }
  )
})

test('verify takes an output', async () => {
  const { status, verify } = await run('verify', 'out')
  expect(status).toBe(1)
  expect(verify.mock.lastCall?.[0]).toEqual({ output: 'out', project: 'tsconfig.json', json: false, partial: false })
  expect((await run('verify', 'out/a.js', '-p', 'a', '--json', '--partial')).verify.mock.lastCall?.[0]).toEqual({
    output: 'out/a.js',
    project: 'a',
    json: true,
    partial: true
  })
  expect((await run('verify')).status).toBe(2)
})

test('entries, export and import take a store, and a namespace of the environment', async () => {
  const { entries } = await run('entries', '--store', 'file:a', '--since', '2d', '--argument', 'x')
  const asked = { store: 'file:a', namespace: 'keyprint', json: false, since: '2d', argument: 'x' }
  expect(entries.mock.lastCall?.[0]).toEqual(asked)
  const put = await run('import', '--store', 'redis://b', 'a.kpa', '--force')
  expect(put.import.mock.lastCall?.[0]).toEqual({ store: 'redis://b', archive: 'a.kpa', force: true })
  expect(put.status).toBe(2)
  expect((await run('export', '--store', 'file:a')).stderr).toContain("required option '--out <file>' not specified")
  expect((await run('entries')).stderr).toContain("required option '--store <address>' not specified")
  Object.assign(process.env, { KEYPRINT_STORE: 'file:c', KEYPRINT_NAMESPACE: 'shop' })
  const written = await run('export', '--out', 'a.kpa', '--function', 'price')
  const given = { store: 'file:c', namespace: 'shop', out: 'a.kpa', function: 'price' }
  expect(written.export.mock.lastCall?.[0]).toEqual(given)
  Reflect.deleteProperty(process.env, 'KEYPRINT_STORE')
  Reflect.deleteProperty(process.env, 'KEYPRINT_NAMESPACE')
})

test('--version and --help print to stdout', async () => {
  expect(await run('--version')).toMatchObject({ status: 0, stdout: '1.2.3\n', stderr: '' })
  const help = await run('--help')
  expect(help).toMatchObject({ status: 0, stderr: '' })
  for (const word of ['list', 'check', 'explain', '--version', 'Exit codes:']) expect(help.stdout).toContain(word)
  expect((await run('list', '--help')).stdout).toContain('--json')
  expect((await run('check', '--help')).stdout).toContain('--no-pretty')
})

test.each([
  ['an unknown command', ['lst'], "error: unknown command 'lst'\n(Did you mean list?)"],
  ['an unknown option', ['list', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
  ['an option of another command', ['check', '--json'], "error: unknown option '--json'"],
  ['a missing value', ['list', '--project'], "error: option '-p, --project <path>' argument missing"],
  ['a missing subject', ['explain'], "error: missing required argument 'subject'"],
  ['an argument too many', ['list', 'src'], "error: too many arguments for 'list'"]
])('%s is refused with a hint', async (_what, args, message) => {
  const { status, stdout, stderr, list, check, explain } = await run(...args)
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(message)
  expect(stderr).toContain("Run 'keyprint --help'")
  for (const command of [list, check, explain]) expect(command).not.toHaveBeenCalled()
})

test('without a command the help goes to stderr', async () => {
  const { status, stdout, stderr } = await run()
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('Usage: keyprint')
})

test.each([
  ['--watch', "error: 'keyprint build' builds once and does not watch. Bundlers,"],
  ['--incremental', "error: 'keyprint build' builds a project that refers to no other one from nothing; leave it out."]
])('build refuses %s and says what to do', async (option, explanation) => {
  const { status, build, stderr } = await run('build', option)
  expect(stderr).toContain(explanation)
  expect(build).not.toHaveBeenCalled()
  expect(status).toBe(2)
})
