import { Command, CommanderError } from 'commander'
import { ExitCode, type Terminal } from './terminal'

export interface ListArguments {
  readonly project: string
  readonly json: boolean
}

export interface CheckArguments {
  readonly project: string
  /** Absent: as the terminal is. */
  readonly pretty?: boolean
}

/** As of `check`. */
export type BuildArguments = CheckArguments

export interface ExplainArguments {
  /** The code of a diagnostic, or the name or id of a cached function. */
  readonly subject: string
  readonly project: string
  readonly json: boolean
  /** Normalized code instead of the tree. */
  readonly listing: boolean
}

export interface VerifyArguments {
  /** The folder that was built, or one file. */
  readonly output: string
  readonly project: string
  readonly json: boolean
  /** Not every cached function has to be there. */
  readonly partial: boolean
}

export interface Commands {
  list(args: ListArguments): ExitCode
  check(args: CheckArguments): ExitCode
  build(args: BuildArguments): ExitCode
  explain(args: ExplainArguments): ExitCode
  verify(args: VerifyArguments): ExitCode
}

/**
 * Reads the arguments after `keyprint` and runs the command they name.
 *
 * @returns the exit code: the command's own; 0 for `--help` and `--version`; 2 for arguments that make no sense, which
 * are explained on stderr.
 */
export function runArguments(
  args: readonly string[],
  version: string,
  commands: Commands,
  terminal: Terminal
): ExitCode {
  let exitCode: ExitCode = ExitCode.ok
  const keyprint = new Command('keyprint')
    .description(
      'Shows what the result of each cached function depends on, and what keeps it from being cached safely.'
    )
    .version(version)
    .helpCommand(false)
    .showHelpAfterError("Run 'keyprint --help' for the commands and their options.")
    .configureOutput({ writeOut: text => terminal.out(text), writeErr: text => terminal.error(text) })
    .exitOverride()
    .addHelpText('after', EXIT_CODES)

  keyprint
    .command('list')
    .description('list the cached functions: fingerprint, captured values, callees, pinned packages')
    .option(...PROJECT)
    .option('--json', 'print one JSON object instead of a table', false)
    .action((options: ListArguments) => {
      exitCode = commands.list(options)
    })

  keyprint
    .command('check')
    .description('report what keeps cached functions from being cached safely; writes no files')
    .option(...PROJECT)
    .option('--pretty', 'colors and code frames, as on a terminal')
    .option('--no-pretty', 'one plain line for each finding')
    .action((options: CheckArguments) => {
      exitCode = commands.check(options)
    })

  keyprint
    .command('build')
    .description('emit the project with cached functions, as tsc would without them')
    .option(...PROJECT)
    .option('--pretty', 'colors and code frames, as on a terminal')
    .option('--no-pretty', 'one plain line for each finding')
    .action((options: BuildArguments) => {
      exitCode = commands.build(options)
    })

  keyprint
    .command('explain')
    .description('explain a diagnostic (KP2003), or all that one cached function depends on')
    .argument('<subject>', 'the code of a diagnostic, or the name or id of a cached function')
    .option(...PROJECT)
    .option('--listing', 'print the normalized code that the fingerprint is made from', false)
    .option('--json', 'print one JSON object', false)
    .action((subject: string, options: Omit<ExplainArguments, 'subject'>) => {
      exitCode = commands.explain({ subject, ...options })
    })

  keyprint
    .command('verify')
    .description('compare the fingerprints in an output folder with the source; writes no files')
    .argument('<output>', 'the folder that was built, or one file of it')
    .option(...PROJECT)
    .option('--partial', 'cached functions may be missing, as in a bundle without what nobody uses', false)
    .option('--json', 'print one JSON object', false)
    .action((output: string, options: Omit<VerifyArguments, 'output'>) => {
      exitCode = commands.verify({ output, ...options })
    })

  try {
    keyprint.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.unusable
  }
  return exitCode
}

const PROJECT = ['-p, --project <path>', 'the tsconfig, or the folder of a tsconfig.json', 'tsconfig.json'] as const

const EXIT_CODES = `
Exit codes:
  0  done, no errors
  1  check or build found errors, or verify something that is not as in the source
  2  wrong arguments, a name that is not known, or a project that cannot be read`
