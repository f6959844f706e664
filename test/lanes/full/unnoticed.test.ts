/** `-b --watch` says of which sources it does not notice edits, by every compiler: here of a linked package that nothing refers to. */
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { LineProcess } from '../../support/line-process'
import { createTemporaryProject, type TemporaryProject } from '../../support/temporary-project'
import { folderOfTools } from '../installed-tools'
import { staleProject } from '../stale-project'

function createProject(tools: string): TemporaryProject {
  const project = createTemporaryProject({
    ...staleProject({ composite: true }),
    'packages/shares/package.json': '{ "name": "shares", "version": "1.0.0", "types": "dist/index.d.ts" }',
    'packages/shares/dist/index.d.ts': 'export declare const share: (km: number) => number\n',
    'packages/shares/src/index.ts': 'export const share = (km: number): number => km * 2\n',
    'src/fare.ts': `import { share } from 'shares'
/** @cached */
export const fare = (km: number): number => share(km)
`
  })
  const packages = join(project.folder, 'node_modules')
  mkdirSync(packages, { recursive: true })
  for (const name of ['keyprint', 'typescript', 'ts-patch'])
    symlinkSync(join(folderOfTools(tools), name), join(packages, name), 'junction')
  symlinkSync(join('..', 'packages', 'shares'), join(packages, 'shares'), 'junction')
  return project
}

/** Prints of the first build of a mode that watches. */
async function firstBuild(tools: string, args: readonly string[]): Promise<string> {
  const { folder } = createProject(tools)
  const tspc = join(folderOfTools(tools), 'ts-patch', 'bin', 'tspc.js')
  const tool = new LineProcess([tspc, ...args, '--preserveWatchOutput'], { cwd: folder })
  try {
    while (!tool.lines.some(line => line.includes('Watching for file changes.')) && tool.process.exitCode === null)
      await pause(50)
    return tool.lines.join('\n')
  } finally {
    await tool.kill()
  }
}

describe.each(['typescript-5.0', 'typescript-5.4', 'typescript-5.9'])('%s', tools => {
  test('-b --watch', async () => {
    const printed = await firstBuild(tools, ['-b', '--watch'])
    expect(printed).toMatch(
      /^src\/fare\.ts\(3,14\): warning TS905010: KP5010: .* packages\/shares\/src\/index\.ts changes.* no project that this one refers to compiles it\.$/m
    )
    expect(printed).toContain('Found 0 errors.')
  })

  test('--watch, which notices them', async () => {
    const printed = await firstBuild(tools, ['-p', '.', '--watch'])
    expect(printed).not.toContain('KP5010')
    expect(printed).toContain('Found 0 errors.')
  })
})
