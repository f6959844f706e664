/** Edits that come while a tool reads, analyzes and builds: what it has built at the end is of the last one. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { TemporaryProject } from '../../support/temporary-project'
import { fromNothing, whileBuilding } from '../never-stale'
import { edits, marked } from '../stale-project'
import { toolWays } from '../tool-ways'

const tried = [
  'webpack --watch', 'Rspack --watch', 'rollup --watch', 'esbuild --watch', 'vite build --watch', 'vite, dev server',
  'vite, dev server without HMR', 'vitest --watch'
] // prettier-ignore
const kinds = ["callee's body", 'two files away', 'two files away there', 'package version']
const edited = edits.filter(({ name }) => kinds.includes(name))

/** How the last edit comes to be; no time is waited for anything to have happened. */
const writers: Readonly<Record<string, (project: TemporaryProject, file: string, text: string) => Promise<void>>> = {
  'an empty file before': async ({ write }, file, text) => {
    write(file, '')
    await pause(Math.random() * 150)
    write(file, text)
  },
  'another file in its place': async ({ folder, write }, file, text) => {
    await pause(Math.random() * 600)
    // Just before: webpack and Rspack leave out what is older than their last build.
    write(`${file}.new`, text)
    renameSync(join(folder, `${file}.new`), join(folder, file))
  }
}

test.concurrent.each(toolWays.filter(({ name }) => tried.includes(name)))('$name', way =>
  whileBuilding(way, async ({ project, build, fingerprint }) => {
    const first = fromNothing(project)
    expect(await build({ file: 'src/fare.ts', text: marked }, () => fingerprint() === first)).toBe(true)
    // Tools say that they have built before they watch: this is edited until they do.
    const other = { file: 'src/rate.ts', text: 'export const rate = 9\n' }
    project.write(other.file, other.text)
    const second = fromNothing(project)
    expect(await build(other, () => fingerprint() === second)).toBe(true)
    // Waits and pokes where nobody looks: an edit that was not noticed stays unnoticed.
    const settles = (wanted: string): Promise<boolean> =>
      build({ file: 'node_modules/.unseen', text: '' }, () => fingerprint() === wanted)
    for (const [index, writer] of Object.keys(writers).entries()) {
      for (const { name, file, text } of edited) {
        project.write(file, text(7 + index))
        await writers[writer]?.(project, file, text(1 + index))
        expect({ writer, name, isFresh: await settles(fromNothing(project)) }).toEqual({ writer, name, isFresh: true })
      }
    }
  })
)
