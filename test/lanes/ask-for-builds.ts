import type { LineProcess } from '../support/line-process'
import type { TemporaryProject } from '../support/temporary-project'
import type { Building } from './never-stale'

/** A command that is given again after each edit. */
export function asking(project: TemporaryProject, tool: LineProcess): Building['build'] {
  return async (edit, expected = () => true) => {
    project.write(edit.file, edit.text)
    const round = await roundOf(tool)
    if (round !== 'round built') throw new Error(round)
    return expected()
  }
}

/** Asks for a build, and gives what is said of it. */
export async function roundOf(tool: LineProcess): Promise<string> {
  const heard = tool.lines.length
  tool.tell('build')
  return (await tool.says('round ', heard)).trimEnd()
}
