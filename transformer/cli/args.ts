import { Command, CommanderError, Option } from 'commander'
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

export interface EntriesArguments {
  /** As `KEYPRINT_STORE` has it. */
  readonly store: string
  readonly namespace: string
  readonly json: boolean
  readonly function?: string
  readonly fingerprint?: string
  readonly argument?: string
  readonly since?: string
}

export interface ExportArguments {
  readonly store: string
  readonly namespace: string
  /** The archive. */
  readonly out: string
  readonly function?: string
  readonly fingerprint?: string
}

export interface ImportArguments {
  readonly store: string
  readonly archive: string
  /** Entries of the archive also stand above those that were made later. */
  readonly force: boolean
}

export interface Commands {
  list(args: ListArguments): ExitCode
  check(args: CheckArguments): ExitCode
  build(args: BuildArguments): ExitCode
  explain(args: ExplainArguments): ExitCode
  verify(args: VerifyArguments): ExitCode
  entries(args: EntriesArguments): Promise<ExitCode>
  export(args: ExportArguments): Promise<ExitCode>
  import(args: ImportArguments): Promise<ExitCode>
}

/**
 * Reads the arguments after `keyprint` and runs the command they name.
 *
 * @returns the exit code: the command's own; 0 for `--help` and `--version`; 2 for arguments that make no sense, which
 * are explained on stderr.
 */
export async function runArguments(
  args: readonly string[],
  version: string,
  commands: Commands,
  terminal: Terminal
): Promise<ExitCode> {
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
    .addOption(new Option('-w, --watch').hideHelp())
    .addOption(new Option('-b, --build').hideHelp())
    .addOption(new Option('--incremental').hideHelp())
    .action(({ watch, build: _build, incremental, ...options }: BuildArguments & WaysOfTsc, command: Command) => {
      if (watch === true) command.error(`error: 'keyprint build' builds once and does not watch. ${WATCHES}`)
      if (incremental === true)
        command.error(
          `error: 'keyprint build' builds a project that refers to no other one from nothing; leave it out.`
        )
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

  keyprint
    .command('entries')
    .description('search the entries of a store: whose they are, when they were made, and from what')
    .addOption(storeOption())
    .addOption(namespaceOption())
    .option('--function <name>', 'entries of this function')
    .option('--fingerprint <digits>', 'entries whose fingerprint begins like this')
    .option('--argument <text>', 'entries with this in the arguments that they say (option provenance)')
    .option('--since <duration>', "entries made so long ago or later: '30m', '12h', '2d'")
    .option('--json', 'print one JSON object instead of a table', false)
    .action(async (options: EntriesArguments) => {
      exitCode = await commands.entries(options)
    })

  keyprint
    .command('export')
    .description('write the entries of a store into one archive')
    .addOption(storeOption())
    .addOption(namespaceOption())
    .requiredOption('--out <file>', 'the archive: a compressed tar file')
    .option('--function <name>', 'entries of this function')
    .option('--fingerprint <digits>', 'entries whose fingerprint begins like this')
    .action(async (options: ExportArguments) => {
      exitCode = await commands.export(options)
    })

  keyprint
    .command('import')
    .description('put the entries of an archive into a store, beside those that are there')
    .argument('<archive>', "what 'keyprint export' wrote")
    .addOption(storeOption())
    .option('--force', 'also in place of entries that were made later', false)
    .action(async (archive: string, options: Omit<ImportArguments, 'archive'>) => {
      exitCode = await commands.import({ archive, ...options })
    })

  try {
    await keyprint.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.unusable
  }
  return exitCode
}

/** Ways of building that `tsc` is told; `build` does not watch, and knows by itself what to build before. */
interface WaysOfTsc {
  readonly watch?: boolean
  readonly build?: boolean
  readonly incremental?: boolean
}

const WATCHES =
  'Bundlers, test runners and `tspc --watch` do, see docs/lanes.md; or let a tool that watches run it again.'

const PROJECT = ['-p, --project <path>', 'the tsconfig, or the folder of a tsconfig.json', 'tsconfig.json'] as const

function storeOption(): Option {
  return new Option('--store <address>', 'file:<folder> or redis://<host>:<port>')
    .env('KEYPRINT_STORE')
    .makeOptionMandatory()
}

function namespaceOption(): Option {
  return new Option('--namespace <name>', 'the first part of the keys').env('KEYPRINT_NAMESPACE').default('keyprint')
}

const EXIT_CODES = `
Exit codes:
  0  done, no errors
  1  check or build found errors, or verify something that is not as in the source
  2  wrong arguments, a name that is not known, or a project or store that cannot be read`
