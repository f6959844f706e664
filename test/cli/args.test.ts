import { type Commands, runArguments } from '../../transformer/cli/args'
import { ExitCode } from '../../transformer/cli/terminal'
import { createRecordingTerminal } from '../support/recording-terminal'

function run(...args: string[]) {
  const commands = {
    list: jest.fn<ExitCode, unknown[]>(() => ExitCode.ok),
    check: jest.fn<ExitCode, unknown[]>(() => ExitCode.findings),
    build: jest.fn<ExitCode, unknown[]>(() => ExitCode.findings),
    explain: jest.fn<ExitCode, unknown[]>(() => ExitCode.unusable),
    verify: jest.fn<ExitCode, unknown[]>(() => ExitCode.findings)
  }
  const terminal = createRecordingTerminal('/')
  const status = runArguments(args, '1.2.3', commands satisfies Commands, terminal)
  return { status, ...commands, stdout: terminal.stdout(), stderr: terminal.stderr() }
}

test('list takes the tsconfig of the folder and prints a table by default', () => {
  const { status, list, check } = run('list')
  expect(list).toHaveBeenCalledTimes(1)
  expect(list.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json', json: false })
  expect(check).not.toHaveBeenCalled()
  expect(status).toBe(0)
})

test('list --project --json', () => {
  expect(run('list', '--project', 'packages/a', '--json').list.mock.lastCall?.[0]).toEqual({
    project: 'packages/a',
    json: true
  })
  expect(run('list', '-p', 'tspc.config.json').list.mock.lastCall?.[0]).toEqual({
    project: 'tspc.config.json',
    json: false
  })
})

test('build takes the tsconfig and returns what the command returns', () => {
  const { status, build } = run('build', '--project', 'packages/a')
  expect(status).toBe(1)
  expect(build.mock.lastCall?.[0]).toEqual({ project: 'packages/a' })
})

test('check returns what the command returns, and leaves pretty to the terminal unless told', () => {
  const { status, check } = run('check')
  expect(status).toBe(1)
  expect(check.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json' })
  expect(run('check', '--pretty').check.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json', pretty: true })
  expect(run('check', '--no-pretty').check.mock.lastCall?.[0]).toEqual({ project: 'tsconfig.json', pretty: false })
})

test('explain takes a code, a name or an id', () => {
  const { status, explain } = run('explain', 'KP2003')
  expect(status).toBe(2)
  expect(explain.mock.lastCall?.[0]).toEqual({
    subject: 'KP2003',
    project: 'tsconfig.json',
    json: false,
    listing: false
  })
  expect(run('explain', 'src/a.ts#price', '-p', 'a', '--listing', '--json').explain.mock.lastCall?.[0]).toEqual({
    subject: 'src/a.ts#price',
    project: 'a',
    json: true,
    listing: true
  })
})

test('verify takes an output', () => {
  const { status, verify } = run('verify', 'out')
  expect(status).toBe(1)
  expect(verify.mock.lastCall?.[0]).toEqual({ output: 'out', project: 'tsconfig.json', json: false, partial: false })
  expect(run('verify', 'out/a.js', '-p', 'a', '--json', '--partial').verify.mock.lastCall?.[0]).toEqual({
    output: 'out/a.js',
    project: 'a',
    json: true,
    partial: true
  })
  expect(run('verify').status).toBe(2)
})

test('--version and --help print to stdout', () => {
  expect(run('--version')).toMatchObject({ status: 0, stdout: '1.2.3\n', stderr: '' })
  const help = run('--help')
  expect(help).toMatchObject({ status: 0, stderr: '' })
  for (const word of ['list', 'check', 'explain', '--version', 'Exit codes:']) expect(help.stdout).toContain(word)
  expect(run('list', '--help').stdout).toContain('--json')
  expect(run('check', '--help').stdout).toContain('--no-pretty')
})

test.each([
  ['an unknown command', ['lst'], "error: unknown command 'lst'\n(Did you mean list?)"],
  ['an unknown option', ['list', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
  ['an option of another command', ['check', '--json'], "error: unknown option '--json'"],
  ['a missing value', ['list', '--project'], "error: option '-p, --project <path>' argument missing"],
  ['a missing subject', ['explain'], "error: missing required argument 'subject'"],
  ['an argument too many', ['list', 'src'], "error: too many arguments for 'list'"]
])('%s is refused with a hint', (_what, args, message) => {
  const { status, stdout, stderr, list, check, explain } = run(...args)
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain(message)
  expect(stderr).toContain("Run 'keyprint --help'")
  for (const command of [list, check, explain]) expect(command).not.toHaveBeenCalled()
})

test('without a command the help goes to stderr', () => {
  const { status, stdout, stderr } = run()
  expect(status).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('Usage: keyprint')
})
