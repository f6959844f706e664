import { createTspcProject, type Files, type TspcProject, type Watcher } from '../tspc-project'

// The machines of CI may be busy.
jest.setTimeout(5 * 60_000)

const plugins = [{ transform: 'keyprint/transformer', transformProgram: true }]

function config(options: object, references: readonly string[] = []): string {
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022'],
    module: 'NodeNext',
    strict: true,
    types: [],
    rootDir: '.',
    pretty: false,
    composite: true,
    plugins,
    ...options
  }
  return JSON.stringify({ compilerOptions, include: ['src'], references: references.map(path => ({ path })) })
}

const tollBy = (factor: number): string => `export const toll = (km: number): number => km * ${factor}\n`

/** The marked function is two projects away from the body that is edited; the one between has nothing to cache. */
const chain: Files = {
  'tsconfig.json': config({ outDir: 'out' }, ['./middle']),
  'src/fare.ts': `import { middle } from '../middle/src/middle'
/** @cached */
export const fare = (km: number): number => middle(km)
`,
  'middle/tsconfig.json': config({ outDir: '../out/middle' }, ['../toll']),
  'middle/src/middle.ts': `import { toll } from '../../toll/src/toll'
export const middle = (km: number): number => toll(km)
`,
  'toll/tsconfig.json': config({ outDir: '../out/toll' }),
  'toll/src/toll.ts': tollBy(1)
}

/** Fingerprints of builds from nothing, by the factor. */
function fresh(factor: number): string {
  const project = createTspcProject({ ...chain, 'toll/src/toll.ts': tollBy(factor) })
  expect(project.tspc('-b')).toMatchObject({ status: 0, stdout: '' })
  return project.fingerprint('src/fare.js') ?? ''
}

/** Starts `-b --watch` and waits for the end of its first build, which it gives back. */
async function watching(project: TspcProject): Promise<{ readonly watcher: Watcher; readonly first: string }> {
  const watcher = project.watch('-b', '--watch')
  let first = ''
  await watcher.edit(
    () => undefined,
    printed => {
      first = printed
      return true
    }
  )
  return { watcher, first }
}

test('-b --watch lets a body edit through a project between that has nothing to cache', async () => {
  const project = createTspcProject(chain)
  const { watcher, first } = await watching(project)
  expect(first).not.toContain('KP')
  for (const factor of [2, 3]) {
    const wanted = fresh(factor)
    const declarations = project.read('out/toll/src/toll.d.ts')
    await watcher.edit(
      () => project.write('toll/src/toll.ts', tollBy(factor)),
      () => project.fingerprint('src/fare.js') === wanted
    )
    expect(project.fingerprint('src/fare.js')).toBe(wanted)
    expect(project.read('out/toll/src/toll.d.ts')).toBe(declarations)
  }
})

const unnoticed =
  /^src\/fare\.ts\(3,14\): warning TS905010: KP5010: .*toll\/src\/toll\.ts.*toll\/tsconfig\.json has no plugin line for keyprint\.$/m

test('-b --watch reports bodies whose edits it does not notice, and -b has no need to', async () => {
  const project = createTspcProject({ ...chain, 'toll/tsconfig.json': config({ outDir: '../out/toll', plugins: [] }) })
  expect(project.tspc('-b')).toMatchObject({ status: 0, stdout: '' })
  const { first } = await watching(project)
  expect(first).toMatch(unnoticed)
  project.write('toll/src/toll.ts', tollBy(2))
  expect(project.tspc('-b')).toMatchObject({ status: 0, stdout: '' })
  expect(project.fingerprint('src/fare.js')).toBe(fresh(2))
})
