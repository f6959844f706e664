import { createTspcProject, type Files } from '../tspc-project'

/** A marked function, a callee in another file, and a binding of a third file that it captures. */
const fares: Files = {
  'src/fare.ts': `import { convert } from './convert'
import { rate } from './rate'
/** @cached */
export function fare(km: number): number { return convert(km) * rate }
`,
  'src/convert.ts': `export function convert(km: number): number { return km * 2 }\n`,
  'src/rate.ts': `export let rate = 3\nexport let toll = 1\nexport const raise = () => { rate++; toll++ }\n`
}
const convertBy = (factor: number): string => `export function convert(km: number): number { return km * ${factor} }\n`

/** The fingerprint of `fare` in builds from nothing, by the factor in its callee. */
const fresh = new Map<number, string | undefined>()
beforeAll(() => {
  const project = createTspcProject(fares)
  for (const factor of [2, 3, 4, 5]) {
    project.write('src/convert.ts', convertBy(factor))
    expect(project.tspc('-p', '.')).toMatchObject({ status: 0, stdout: '' })
    fresh.set(factor, project.fingerprint('fare.js'))
  }
  expect(new Set(fresh.values()).size).toBe(4)
  expect([...fresh.values()]).not.toContain(undefined)
})

describe('no build keeps a stale fingerprint', () => {
  test.each([
    ['--incremental', ['-p', '.', '--incremental'], {}],
    ['--incremental with declarations', ['-p', '.', '--incremental', '--declaration'], {}],
    ['-b', ['-b'], { composite: true }]
  ])('%s', (_, args, compilerOptions) => {
    const project = createTspcProject(fares, { compilerOptions })
    for (const factor of [2, 3, 4, 5]) {
      project.write('src/convert.ts', convertBy(factor))
      expect(project.tspc(...args)).toMatchObject({ status: 0, stdout: '' })
      expect(project.fingerprint('fare.js')).toBe(fresh.get(factor))
      const written = project.written()
      expect(project.tspc(...args)).toMatchObject({ status: 0, stdout: '' })
      expect(project.written()).toEqual(written)
    }
  })

  test.each([
    ['--watch', ['-p', '.', '--watch'], {}],
    ['--watch --incremental', ['-p', '.', '--watch', '--incremental'], {}],
    ['-b --watch', ['-b', '--watch'], { composite: true }]
  ])('%s', async (_, args, compilerOptions) => {
    const project = createTspcProject(fares, { compilerOptions })
    const watcher = project.watch(...args)
    for (const factor of [2, 3, 4, 5]) {
      await watcher.edit(
        () => project.write('src/convert.ts', convertBy(factor)),
        printed => printed.includes('Found 0 errors') && project.fingerprint('fare.js') === fresh.get(factor)
      )
    }
  })

  test('files that only provide captures, and files that lost them', () => {
    const project = createTspcProject(fares)
    const build = (): void => expect(project.tspc('-p', '.', '--incremental')).toMatchObject({ status: 0, stdout: '' })
    const marked = project.read('src/fare.ts')
    build()
    expect(project.read('out/rate.js')).toMatch(/__kp\.provide\(.*"rate": \(\) => exports\.rate \}/)
    project.write('src/fare.ts', marked.replace('{ rate }', '{ rate, toll }').replace('* rate', '* rate + toll'))
    build()
    expect(project.read('out/rate.js')).toMatch(/__kp\.provide\(.*"toll": \(\) => exports\.toll/)
    project.write('src/fare.ts', marked.replace('/** @cached */', ''))
    build()
    expect(project.read('out/rate.js')).not.toContain('keyprint')
    expect(project.read('out/fare.js')).not.toContain('keyprint')
    project.write('src/fare.ts', marked)
    build()
    expect(project.fingerprint('fare.js')).toBe(fresh.get(2))
    expect(project.read('out/rate.js')).toContain('__kp.provide(')
  })
})

describe('errors fail the build', () => {
  const misspelt: Files = { ...fares, 'src/wrong.ts': `/** @cache */\nexport function wrong(a: number) { return a }\n` }
  const message = /src\/wrong\.ts\(1,\d+\): error TS901002: KP1002: /g

  test.each([
    ['-p', ['-p', '.'], {}, true],
    ['--noEmit', ['-p', '.', '--noEmit'], {}, false],
    ['--noEmitOnError', ['-p', '.', '--noEmitOnError'], {}, false],
    ['--incremental', ['-p', '.', '--incremental'], {}, true],
    ['--incremental --noEmit', ['-p', '.', '--incremental', '--noEmit'], {}, false],
    ['--incremental --noEmitOnError', ['-p', '.', '--incremental', '--noEmitOnError'], {}, false],
    ['-b', ['-b'], { composite: true }, true],
    ['-b --noEmitOnError', ['-b'], { composite: true, noEmitOnError: true }, false]
  ])('%s', (_, args, compilerOptions, emits) => {
    const project = createTspcProject(misspelt, { compilerOptions })
    for (const round of ['first', 'again']) {
      const { status, stdout } = project.tspc(...args)
      expect({ round, reports: stdout.match(message)?.length }).toEqual({ round, reports: 1 })
      expect(status).toBeGreaterThan(0)
      expect(Object.keys(project.written()).includes('out/wrong.js')).toBe(emits)
    }
    project.write('src/wrong.ts', 'export {}\n')
    expect(project.tspc(...args)).toMatchObject({ status: 0, stdout: '' })
  })

  test('--watch', async () => {
    const project = createTspcProject(misspelt)
    const watcher = project.watch('-p', '.', '--watch')
    const reports = (printed: string): number => printed.match(message)?.length ?? 0
    const rate = project.read('src/rate.ts')
    await watcher.edit(
      () => project.write('src/rate.ts', `${rate}export const more = 1\n`),
      printed => reports(printed) === 1 && printed.includes('Found 1 error.')
    )
    await watcher.edit(
      () => project.write('src/rate.ts', rate),
      printed => reports(printed) === 1 && printed.includes('Found 1 error.')
    )
    await watcher.edit(
      () => project.write('src/wrong.ts', 'export {}\n'),
      printed => reports(printed) === 0 && printed.includes('Found 0 errors.')
    )
  })

  test('an error in a file that did not change, since a marked function elsewhere began to use it', () => {
    const project = createTspcProject({
      ...fares,
      'src/clock.ts': 'export function now(): number { return Date.now() }\n'
    })
    const build = (): ReturnType<typeof project.tspc> => project.tspc('-p', '.', '--incremental')
    expect(build()).toMatchObject({ status: 0, stdout: '' })
    const fare = project.read('src/fare.ts')
    project.write('src/fare.ts', `import { now } from './clock'\n${fare.replace('* rate', '* rate + now()')}`)
    const broken = build()
    expect(broken.stdout).toMatch(/^src\/clock\.ts\(1,\d+\): error TS902004: KP2004: /m)
    expect(broken.status).toBeGreaterThan(0)
    expect(build()).toEqual(broken)
    project.write('src/fare.ts', fare)
    expect(build()).toMatchObject({ status: 0, stdout: '' })
  })

  test.each([
    ['-p', ['-p', '.']],
    ['--noEmit', ['-p', '.', '--noEmit']],
    ['--noEmitOnError', ['-p', '.', '--noEmitOnError']],
    ['--incremental', ['-p', '.', '--incremental']],
    ['-b', ['-b']]
  ])('a wrong option, which stands in no source file: %s', (_, args) => {
    const project = createTspcProject(fares, { plugin: { strict: 'yes' } })
    for (const round of ['first', 'again']) {
      const { status, stdout } = project.tspc(...args)
      expect({ round, reports: stdout.match(/^error TS905002: KP5002: /gm)?.length }).toEqual({ round, reports: 1 })
      expect(status).toBeGreaterThan(0)
    }
  })
})

describe('warnings', () => {
  test.each([
    ['-p', ['-p', '.', '--noEmitOnError']],
    ['--noEmit', ['-p', '.', '--noEmit']],
    ['--incremental', ['-p', '.', '--incremental']],
    ['-b', ['-b', '--force']]
  ])('are shown and do not fail the build: %s', (_, args) => {
    const sources = { ...fares, 'src/wrong.ts': `/** @cache */\nexport function wrong(a: number) { return a }\n` }
    const project = createTspcProject(sources, { plugin: { severity: { KP1002: 'warning' } } })
    for (const round of ['first', 'again']) {
      const { status, stdout } = project.tspc(...args)
      const reports = stdout.match(/^src\/wrong\.ts\(1,\d+\): warning TS901002: KP1002: /gm)?.length
      expect({ round, status, reports }).toEqual({ round, status: 0, reports: 1 })
    }
    if (!args.includes('--noEmit')) expect(project.fingerprint('fare.js')).toBe(fresh.get(2))
  })
})

test('a project without marks comes out byte for byte as from tsc', () => {
  const plain: Files = {
    'src/main.ts': `import { Unit, type Other } from './unit'
/** Prints. */
export default class Box<T> {
  #own = 1
  constructor(readonly value: T, readonly unit: Unit = Unit.km) {}
  get own() { return this.#own }
}
export const late = async (o?: Other) => { for await (const each of [o]) yield_(each?.a ?? 1) }
function yield_(n: number) { return \`\${n}\` }
`,
    'src/unit.ts': `export enum Unit { km, mile }\nexport interface Other { a?: number }\n`,
    'src/script.ts': `// A script.\nvar global1 = 1\n`
  }
  const compilerOptions = { declaration: true, sourceMap: true, target: 'ES2017' }
  const project = createTspcProject(plain, { compilerOptions })
  expect(project.tspc('-p', '.')).toMatchObject({ status: 0, stdout: '' })
  expect(project.tsc('-p', '.', '--outDir', 'plain')).toMatchObject({ status: 0, stdout: '' })
  const names = Object.keys(project.written())
  expect(names).toHaveLength(9)
  for (const name of names) expect(project.read(name)).toBe(project.read(name.replace('out', 'plain')))
})
