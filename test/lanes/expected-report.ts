/** What every lane has to show, told by others than the lanes: the command line, and by hand. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { runNode } from '../support/run-process'
import { createTemporaryProject, repository } from '../support/temporary-project'
import { lanesFolder, type Lane } from './lane'
import { createLaneProject } from './run-lane'

export const VALUES = ['first', 27.5, 3.5, 6, 'second', 27.5, 3.5, 6]
export const THROWN_AT = 'distance.ts:2'

/** An edit of the callee of a callee that changes no value of the report. */
export const EDITED_CALLEE = `export function longWay(km: number): boolean {
  if (km < 0) throw new RangeError('no way is shorter than nothing')
  return km > 90
}
`

export const CALLEE_WITH_ERROR = `export function longWay(km: number): boolean {
  return km > Date.now()
}
`

/** Edits that add what nobody uses, beside a function that is used and in a file of its own. */
export const UNUSED: Readonly<Record<string, (text: string) => string>> = {
  'package.json': text => JSON.stringify({ ...(JSON.parse(text) as object), sideEffects: false }),
  'src/total.ts': text => `${text}
export { unused } from './unused.js'
/** @cached */
export const unusedArrow = (km: number): string => 'left out: a constant ' + km
export const unusedCall = cached((km: number): string => 'left out: a call of cached ' + km, { ttl: '1h' })
`,
  'src/unused.ts': () => `import { rate } from './rate.js'
/** @cached */
export function unused(km: number): string {
  return 'left out: a declaration in an unused file ' + km * rate
}
export class Unused {
  /** @cached */
  offer(km: number): string {
    return 'left out: a method in an unused file ' + km
  }
}
`
}

/** By `keyprint list`, which reads the source itself. */
export function listedFingerprints(edits: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const project = createTemporaryProject({}, ['keyprint', 'typescript'])
  cpSync(join(lanesFolder, 'project'), project.folder, { recursive: true })
  for (const [file, text] of Object.entries(edits)) project.write(file, text)
  const main = join(repository, 'dist', 'transformer', 'cli', 'main.js')
  const { status, stdout, stderr } = runNode([main, 'list', '--json', '--project', 'tsconfig.base.json'], {
    cwd: project.folder
  })
  if (status !== 0 || stderr !== '') throw new Error(`keyprint list failed:\n${stderr}`)
  const { functions } = JSON.parse(stdout) as { functions: { name: string; fingerprint: string }[] }
  return Object.fromEntries(functions.map(({ name, fingerprint }) => [name.replace(/^.*\./, ''), fingerprint]))
}

/** The folder of a file store with the entries of a program that `lane` built. */
export function storeFilledBy(lane: Lane, packages: string): string {
  const project = createLaneProject(lane, { packages })
  const folder = join(project.folder, 'entries')
  project.report({ KEYPRINT_STORE: `file:${folder}` })
  return folder
}
