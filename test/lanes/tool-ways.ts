/**
 * Every way in which bundlers and test runners keep what they know: caches on disk, in one process, and modes that watch.
 * Each is one process that is started by a script of `drivers`.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { LineProcess } from '../support/line-process'
import { createTemporaryProject, type TemporaryProject } from '../support/temporary-project'
import { runNode } from '../support/run-process'
import { folderOfTools } from './installed-tools'
import { asking, roundOf } from './ask-for-builds'
import type { Building, Way } from './never-stale'
import { staleProject } from './stale-project'

interface ToolWay {
  readonly name: string
  /** In `drivers`, with its arguments. */
  readonly driver: readonly [script: string, mode: 'once' | 'watch' | 'serve', ...args: string[]]
  readonly packages: readonly string[]
  /** What stays as it is when nothing has changed. Tools that write whatever they have built write the same text again. */
  readonly keeps: 'bundle' | 'cache' | 'text of the bundle'
  /** Of ways that are slow and differ little from another one, the edits that are tried. Default: all. */
  readonly edits?: readonly string[]
}

/** What jest notices by itself, and what it does not. */
const watched = ["callee's body", 'package version', 'two files away']

const ways: readonly ToolWay[] = [
  { name: 'webpack, cache on disk', driver: ['webpack.cjs', 'once', 'webpack'], packages: ['webpack'], keeps: 'bundle' },
  { name: 'webpack --watch', driver: ['webpack.cjs', 'watch', 'webpack'], packages: ['webpack'], keeps: 'bundle' },
  { name: 'webpack with ts-loader, cache on disk', driver: ['webpack.cjs', 'once', 'ts-loader'], packages: ['webpack', 'ts-loader'], keeps: 'bundle' },
  { name: 'webpack --watch with ts-loader', driver: ['webpack.cjs', 'watch', 'ts-loader'], packages: ['webpack', 'ts-loader'], keeps: 'bundle' },
  { name: 'Rspack, cache on disk', driver: ['webpack.cjs', 'once', 'rspack'], packages: ['@rspack/core'], keeps: 'bundle' },
  { name: 'Rspack --watch', driver: ['webpack.cjs', 'watch', 'rspack'], packages: ['@rspack/core'], keeps: 'bundle' },
  { name: 'rollup, cache', driver: ['rollup.cjs', 'once'], packages: ['rollup', '@rollup/plugin-json'], keeps: 'text of the bundle' },
  { name: 'rollup --watch', driver: ['rollup.cjs', 'watch'], packages: ['rollup', '@rollup/plugin-json'], keeps: 'text of the bundle' },
  { name: 'esbuild, rebuild', driver: ['esbuild.cjs', 'once'], packages: ['esbuild'], keeps: 'bundle' },
  { name: 'esbuild --watch', driver: ['esbuild.cjs', 'watch'], packages: ['esbuild'], keeps: 'bundle' },
  { name: 'vite build --watch', driver: ['vite.mjs', 'watch'], packages: ['vite'], keeps: 'text of the bundle' },
  { name: 'vite, dev server', driver: ['vite.mjs', 'serve'], packages: ['vite'], keeps: 'text of the bundle' },
  { name: 'vite, dev server without HMR', driver: ['vite.mjs', 'serve', 'without HMR'], packages: ['vite'], keeps: 'text of the bundle' },
  { name: 'vitest, cache on disk', driver: ['vitest.mjs', 'once'], packages: ['vitest'], keeps: 'cache' },
  { name: 'vitest --watch', driver: ['vitest.mjs', 'watch'], packages: ['vitest'], keeps: 'text of the bundle' },
  { name: 'jest with keyprint/jest', driver: ['jest.cjs', 'once', 'keyprint/jest'], packages: ['jest'], keeps: 'cache' },
  { name: 'jest with keyprint/jest, in one process', driver: ['jest.cjs', 'once', 'keyprint/jest', 'in place'], packages: ['jest'], keeps: 'cache' },
  { name: 'jest --watchAll with keyprint/jest', driver: ['jest.cjs', 'serve', 'keyprint/jest'], packages: ['jest'], keeps: 'text of the bundle', edits: watched },
  { name: 'ts-jest --watchAll', driver: ['jest.cjs', 'serve', 'ts-jest'], packages: ['jest', 'ts-jest'], keeps: 'text of the bundle', edits: watched },
  { name: 'ts-jest', driver: ['jest.cjs', 'once', 'ts-jest'], packages: ['jest', 'ts-jest'], keeps: 'text of the bundle' }
] // prettier-ignore

export const toolWays: readonly Way[] = ways.map(way => ({
  name: way.name,
  ...(way.edits && { edits: way.edits }),
  start: () => startTool(way)
}))

const tools = folderOfTools('typescript-5.9')

/** Says what is run, for tools that run it. */
const test = `import { mkdirSync, writeFileSync } from 'node:fs'
import { cacheOf } from 'keyprint'
import { fare } from '../src/fare'
test('fare', () => {
  mkdirSync('bundle', { recursive: true })
  writeFileSync('bundle/fare.js', 'fingerprint: "' + cacheOf(fare).key(1).split(':')[2] + '"')
})
`

function startTool({ driver: [script, mode, ...args], packages, keeps }: ToolWay): Building {
  const project = createTemporaryProject({
    ...staleProject({}),
    'tests/fare.test.ts': test
  })
  const { folder } = project
  for (const name of ['keyprint', 'typescript', ...packages]) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
    symlinkSync(join(tools, name), join(folder, 'node_modules', name), 'junction')
  }
  for (const file of [script, 'on-demand.cjs']) cpSync(join(__dirname, 'drivers', file), join(folder, file))
  const compiled = runNode([join(tools, 'typescript', 'bin', 'tsc'), '-b', 'toll'], { cwd: folder })
  expect(compiled).toMatchObject({ status: 0, stdout: '' })

  const tool = new LineProcess([script, mode, ...args], { cwd: folder })
  return {
    project,
    build: { once: asking, serve: requesting, watch: watching }[mode](project, tool),
    fingerprint: () => /fingerprint: ?\\?"([0-9a-f]{32})/.exec(readIfThere(join(folder, 'bundle/fare.js')))?.[1],
    outputs: () => outputs(folder, keeps),
    hearsByItself: mode !== 'once',
    stop: () => tool.kill()
  }
}

/**
 * A server is told of an edit by the file system, which takes its time; it may also not be watching yet, or have read a file
 * that was being written.
 */
function requesting(project: TemporaryProject, tool: LineProcess): Building['build'] {
  return async (edit, expected = stillAs(project.folder)) => {
    for (let request = 0; request < 400; request++) {
      if (request % 40 === 0) project.write(edit.file, edit.text)
      await roundOf(tool)
      if (expected()) return true
      await pause(50)
    }
    return false
  }
}

function stillAs(folder: string): () => boolean {
  const before = JSON.stringify(outputs(folder, 'text of the bundle'))
  return () => JSON.stringify(outputs(folder, 'text of the bundle')) === before
}

/** Waits for builds that begin by themselves. An edit is made again if none does: it may not be watching yet. */
function watching(project: TemporaryProject, tool: LineProcess): Building['build'] {
  return async (edit, expected) => {
    for (let made = 1; made <= (expected ? 15 : 1); made++) {
      const heard = tool.lines.length
      if (made > 1 || !expected) project.write(edit.file, edit.text)
      for (const began = Date.now(); Date.now() - began < 2000 && tool.process.exitCode === null;) {
        if (expected?.() ?? tool.lines.length > heard) return true
        await pause(25)
      }
    }
    return false
  }
}

function outputs(folder: string, keeps: ToolWay['keeps']): Readonly<Record<string, number | string>> {
  const kept = join(folder, keeps === 'cache' ? '.cache' : 'bundle')
  const files = readdirSync(kept, { recursive: true, withFileTypes: true }).filter(
    // What jest knows of files and of the duration of tests.
    each => each.isFile() && !/^(haste-map|perf-cache)-/.test(each.name)
  )
  const describe = (path: string): number | string =>
    // Vite says when a file was written last, be it the same text again.
    keeps === 'text of the bundle' ? withoutStamps(readFileSync(path, 'utf8')) : statSync(path).mtimeMs
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name), describe(join(parentPath, name))])
  )
}

function withoutStamps(text: string): string {
  return text.replace(/\?t=\d+&/g, '?').replace(/[?&]t=\d+/g, '')
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
