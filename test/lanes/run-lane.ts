/** Builds the project of the lanes by one of them and runs it. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { listFiles } from '../fixtures/fixture-folders'
import { runProcess, type Finished } from '../support/run-process'
import { createTemporaryProject } from '../support/temporary-project'
import { lanesFolder, type Lane } from './lane'

/** What the program of the project prints of itself; see fixtures/lanes/project/src/report.ts. */
export interface Report {
  readonly values: readonly unknown[]
  readonly fingerprints: Readonly<Record<string, string>>
  readonly hits: readonly { readonly memory: number; readonly store: number }[]
  readonly misses: readonly number[]
  readonly captureMoves: boolean
  readonly thrownAt: string
}

export interface LaneProject {
  readonly folder: string
  write(file: string, text: string): void
  read(file: string): string
  /** The code in `out`. */
  emitted(): string
  /** Builds and runs. What the program prints is read, and it must have ended well. */
  report(env?: Readonly<Record<string, string>>): Report
  /** Builds, and runs if this is when the lane builds. */
  build(env?: Readonly<Record<string, string>>): Finished
}

export interface Place {
  /** Where node_modules is. */
  readonly packages: string
  /** Below a folder of its own. Default: that folder. */
  readonly subfolder?: string
  /** Default `\n`. */
  readonly lineEnd?: '\n' | '\r\n'
}

export function createLaneProject(lane: Lane, { packages, subfolder = '.', lineEnd = '\n' }: Place): LaneProject {
  const folder = join(createTemporaryProject({ [`${subfolder}/.keep`]: '' }).folder, subfolder)
  const withLineEnds = (text: string): string => text.replaceAll('\n', lineEnd)
  for (const from of ['project', lane.name]) {
    for (const file of listFiles(join(lanesFolder, from)).filter(each => each !== 'lane.json')) {
      cpSync(join(lanesFolder, from, file), join(folder, file))
      if (/\.(json|[cm]?[jt]s)$/.test(file)) {
        writeFileSync(join(folder, file), withLineEnds(readFileSync(join(folder, file), 'utf8')))
      }
    }
  }
  if (lane.ownTools === true)
    cpSync(packages, join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true })
  else symlinkSync(packages, join(folder, 'node_modules'), 'junction')

  const shell = (command: string, env: Readonly<Record<string, string>> = {}): Finished =>
    runProcess('sh', ['-c', command], {
      cwd: folder,
      env: { ...env, PATH: [join(folder, 'node_modules', '.bin'), process.env['PATH']].join(delimiter), NO_COLOR: '1' }
    })
  if (lane.before !== undefined) succeed(lane.before, shell(lane.before))

  const project: LaneProject = {
    folder,
    write: (file, text) => writeFileSync(join(folder, file), withLineEnds(text)),
    read: file => readFileSync(join(folder, file), 'utf8'),
    emitted: () =>
      listFiles(join(folder, 'out'))
        .filter(file => /\.[cm]?js$/.test(file))
        .map(file => readFileSync(join(folder, 'out', file), 'utf8'))
        .join('\n'),
    build: env => shell(lane.build ?? lane.run, env),
    report(env) {
      if (lane.build !== undefined) succeed(lane.build, shell(lane.build))
      const { stdout, stderr } = succeed(lane.run, shell(lane.run, env))
      const found = /^report (\{.*\})$/m.exec(`${stdout}\n${stderr}`)?.[1]
      if (found === undefined) throw new Error(`${lane.run} printed no report:\n${stdout}\n${stderr}`)
      return JSON.parse(found) as Report
    }
  }
  return project
}

function succeed(command: string, finished: Finished): Finished {
  const { status, stdout, stderr } = finished
  if (status !== 0) throw new Error(`${command} ended with exit code ${String(status)}:\n${stdout}\n${stderr}`)
  return finished
}
