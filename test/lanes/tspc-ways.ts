/** Every incremental way of building with tspc, each with and without declarations and `isolatedModules`. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { LineProcess } from '../support/line-process'
import { repository } from '../support/temporary-project'
import { asking } from './ask-for-builds'
import type { Building, Way } from './never-stale'
import { staleProject } from './stale-project'
import { createTspcProject, type TspcProject } from './tspc-project'

/** @param starts what is started for ways that keep nothing in a process: tspc for each build, or once with the compiler kept */
export const tspcWays = (starts: 'each build' | 'once' = 'each build'): readonly Way[] => [
  ['--incremental', ['-p', '.', '--incremental']],
  ['-b', ['-b']],
  ['--watch', ['-p', '.', '--watch']],
  ['-b --watch', ['-b', '--watch']]
].flatMap(([name, args]) =>
  [{}, { declaration: true }].flatMap(declarations =>
    [{}, { isolatedModules: true }].map(isolated => {
      const asked = { ...declarations, ...isolated }
      const builds = args!.includes('-b')
      const kept = builds && ('declaration' in asked ? { composite: true } : { incremental: true })
      return {
        name: [name, ...Object.keys(asked)].join(' '),
        start: () => startBuilding(args as readonly string[], { ...asked, ...kept }, starts)
      }
    })
  )
) // prettier-ignore

function startBuilding(
  args: readonly string[],
  compilerOptions: Readonly<Record<string, unknown>>,
  starts: 'each build' | 'once'
): Building {
  const project = createTspcProject(staleProject(compilerOptions))
  expect(project.tspc('-b', 'toll')).toMatchObject({ status: 0, stdout: '' })
  const start = args.includes('--watch') ? watching : starts === 'once' ? askingCompiler : running
  return {
    project,
    ...start(project, args),
    fingerprint: () => project.fingerprint('src/fare.js'),
    outputs: () => outputs(project),
    hearsByItself: args.includes('--watch')
  }
}

type Builds = Pick<Building, 'build' | 'stop'>

function askingCompiler(project: TspcProject, args: readonly string[]): Builds {
  for (const file of ['tspc.cjs', 'on-demand.cjs']) cpSync(join(__dirname, 'drivers', file), join(project.folder, file))
  const compiler = join(repository, 'node_modules', 'ts-patch', 'compiler', 'typescript.js')
  const tool = new LineProcess(['tspc.cjs', 'once', compiler, ...args], { cwd: project.folder })
  return { build: asking(project, tool), stop: () => tool.kill() }
}

function running(project: TspcProject, args: readonly string[]): Builds {
  const build: Building['build'] = (edit, expected = () => true) => {
    project.write(edit.file, edit.text)
    const { status, stdout } = project.tspc(...args)
    if (status !== 0) throw new Error(stdout)
    return Promise.resolve(expected())
  }
  return { build, stop: () => undefined }
}

function watching(project: TspcProject, args: readonly string[]): Builds {
  const watcher = project.watch(...args)
  const build: Building['build'] = async (edit, expected = () => true) => {
    const write = (): void => project.write(edit.file, edit.text)
    let tries = 10
    await watcher.edit(write, printed => {
      // It may have read a file that was being written.
      const isRight = printed.includes('Found 0 errors') && expected()
      return isRight || --tries === 0
    })
    return expected()
  }
  return { build, stop: () => watcher.stop() }
}

/** Without what the compiler keeps for itself. */
function outputs(project: TspcProject): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(project.written()).filter(([file]) => !file.endsWith('.tsbuildinfo')))
}
