import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createTemporaryProject, repository, type TemporaryProject } from '../support/temporary-project'
import { runNode, type Finished } from '../support/run-process'

export type Files = Readonly<Record<string, string>>

export interface ProjectSettings {
  readonly compilerOptions?: Readonly<Record<string, unknown>>
  /** The plugin line; default: the one of the README. */
  readonly plugin?: Readonly<Record<string, unknown>>
}

export interface TspcProject extends TemporaryProject {
  /** Runs tspc to its end. */
  tspc(...args: string[]): Finished
  tsc(...args: string[]): Finished
  /** Starts tspc in a mode that waits for edits; ended after the tests. */
  watch(...args: string[]): Watcher
  /** Files under `out` with their time of change. */
  written(): Readonly<Record<string, number>>
  /** The fingerprint baked into an output file, undefined if there is none. */
  fingerprint(file: string): string | undefined
}

export interface Watcher {
  /**
   * Makes an edit and waits for rounds of compilation until `done`, which is given what the last round printed. The
   * edit is made again when no round follows, `attempts` times: `-b --watch` begins to watch only after it said so.
   */
  edit(makeEdit: () => void, done: (printed: string) => boolean, attempts?: number): Promise<void>
  stop(): Promise<void>
}

const bin = {
  tspc: join(repository, 'node_modules', 'ts-patch', 'bin', 'tspc.js'),
  tsc: join(repository, 'node_modules', 'typescript', 'bin', 'tsc')
}

/** A CommonJS project of these source files, with `src` and `out`. */
export function createTspcProject(sources: Files, settings: ProjectSettings = {}): TspcProject {
  const { compilerOptions = {}, plugin = {} } = settings
  const project = createTemporaryProject(
    {
      'package.json': '{}',
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          lib: ['ES2022'],
          module: 'NodeNext',
          strict: true,
          types: [],
          skipLibCheck: true,
          rootDir: 'src',
          outDir: 'out',
          pretty: false,
          plugins: [{ transform: 'keyprint/transformer', transformProgram: true, ...plugin }],
          ...compilerOptions
        },
        include: ['src']
      }),
      ...sources
    },
    ['keyprint', 'typescript']
  )
  const { folder } = project
  const run = (compiler: string, args: readonly string[]): Finished => runNode([compiler, ...args], { cwd: folder })
  return {
    ...project,
    tspc: (...args) => run(bin.tspc, args),
    tsc: (...args) => run(bin.tsc, args),
    watch: (...args) => startWatching(folder, args),
    written: () => Object.fromEntries(outputFiles(folder).map(file => [file, statSync(join(folder, file)).mtimeMs])),
    fingerprint: file => {
      const path = join(folder, 'out', file)
      const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
      return /fingerprint: "([0-9a-f]{32})"/.exec(text)?.[1]
    }
  }
}

function outputFiles(folder: string): string[] {
  if (!existsSync(join(folder, 'out'))) return []
  return readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' }).map(file => join('out', file))
}

const stops: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(stops.map(stop => stop())))

function startWatching(folder: string, args: readonly string[]): Watcher {
  // Without a terminal it would clear the screen by printing escapes.
  const child = spawn(process.execPath, [bin.tspc, ...args, '--preserveWatchOutput'], { cwd: folder })
  let printed = ''
  let read = 0
  let wake = (): void => undefined
  const closed = new Promise<void>(resolve => {
    child.once('close', () => {
      resolve()
      wake()
    })
  })
  const stop = (): Promise<void> => {
    child.kill()
    return closed
  }
  stops.push(stop)
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      wake()
    })
  }
  const waitForMore = async (milliseconds: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>(resolve => {
      wake = resolve
      timer = setTimeout(resolve, milliseconds)
    })
    clearTimeout(timer)
  }
  /** The next round, or undefined if there is none for a while. */
  const nextRound = async (): Promise<string | undefined> => {
    for (const began = Date.now(); Date.now() - began < 1500;) {
      if (child.exitCode !== null) throw new Error(`tspc ended by itself:\n${printed}`)
      const end = /Found \d+ errors?\. Watching for file changes\./.exec(printed.slice(read))
      if (end) {
        const round = printed.slice(read, read + end.index + end[0].length)
        read += round.length
        return round
      }
      await waitForMore(1500)
    }
    return undefined
  }
  return {
    stop,
    async edit(makeEdit, done, attempts = 20) {
      makeEdit()
      for (let made = 1; made < attempts;) {
        const round = await nextRound()
        if (round !== undefined && done(round)) return
        if (round !== undefined) continue
        made++
        makeEdit()
      }
    }
  }
}
