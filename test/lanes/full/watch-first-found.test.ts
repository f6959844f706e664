/** `tspc --watch` and files that come to be where keyprint alone looks: in linked packages, and in packages of packages. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createTspcProject, type Files, type TspcProject } from '../tspc-project'

const manifest = (name: string, version: string, more: object = {}): string =>
  JSON.stringify({ name, version, types: 'dist/index.d.ts', main: 'dist/index.js', ...more })
const shareOf = (digit: number): string => `export const share = (km: number): number => km * ${digit}\n`

const files: Files = {
  'src/fare.ts': `import { share } from 'shares'
import { round } from 'rounding'
/** @cached */
export const fare = (km: number): number => round(share(km))
`,
  'packages/shares/package.json': manifest('shares', '1.0.0'),
  'packages/shares/dist/index.d.ts': 'export declare const share: (km: number) => number\n',
  'packages/shares/src/index.ts': "export { share } from './share'\n",
  'packages/shares/src/share/index.ts': shareOf(2),
  'node_modules/rounding/package.json': manifest('rounding', '1.0.0', { dependencies: { decimal: '*' } }),
  'node_modules/rounding/dist/index.d.ts': 'export declare const round: (value: number) => number\n',
  'node_modules/rounding/dist/index.js': 'exports.round = Math.round\n'
}

function createProject(more: Files = {}): TspcProject {
  const project = createTspcProject({ ...files, ...more })
  symlinkSync(join('..', 'packages', 'shares'), join(project.folder, 'node_modules', 'shares'), 'junction')
  return project
}

test.each([
  ['a source of a linked package', 'packages/shares/src/share.ts', shareOf(3)],
  ['a package that another one asks for', 'node_modules/decimal/package.json', manifest('decimal', '1.0.0')]
])('%s', async (_, file, text) => {
  const project = createProject()
  const watcher = project.watch('-p', '.', '--watch')
  await watcher.edit(() => undefined, () => true)
  const first = project.fingerprint('fare.js')
  expect(first).toBeDefined()

  const fresh = createProject({ [file]: text })
  expect(fresh.tspc('-p', '.')).toMatchObject({ status: 0, stdout: '' })
  const wanted = fresh.fingerprint('fare.js')
  expect(wanted).not.toBe(first)

  // Written once: a second edit would be one of a file that is there.
  project.write(file, text)
  await watcher.edit(() => undefined, () => project.fingerprint('fare.js') === wanted, 5)
  expect(project.fingerprint('fare.js')).toBe(wanted)
}) // prettier-ignore
