import { join } from 'node:path'
import { bundler } from '../../transformer/plugin/bundler'
import { createTemporaryProject, type TemporaryProject } from '../support/temporary-project'

// What it makes of the hooks for each bundler is not asked here, and it is no CommonJS.
jest.mock('unplugin', () => ({ createUnplugin: (raw: unknown) => ({ raw }) }))

/** The hooks of a plugin that are called here, with what is called `this` in them. */
interface Plugin {
  buildStart(this: object): void
  buildEnd(this: object): void
  transform(this: object, code: string, id: string): { readonly code: string }
  readonly rollup?: { renderStart(): void }
}

const shareOf = (digit: number): string => `export const share = (km: number): number => km * ${digit}\n`
const fare = `import { share } from './share'
/** @cached */
export function fare(km: number): number { return share(km) }
`

/** A build that has got the output of `fare.ts`. */
function begin(framework: 'rollup' | 'esbuild' | 'webpack'): TemporaryProject & {
  readonly plugin: Plugin
  readonly context: object
  readonly reported: readonly Error[]
} {
  const project = createTemporaryProject({
    'tsconfig.json': JSON.stringify({ compilerOptions: { strict: true, types: [] }, include: ['*.ts'] }),
    'share.ts': shareOf(2),
    'fare.ts': fare
  })
  const plugin = bundler.raw({ project: project.folder }, { framework } as Parameters<
    typeof bundler.raw
  >[1]) as unknown as Plugin
  const reported: Error[] = []
  const compilation = framework === 'webpack' ? { errors: reported } : undefined
  const context = {
    meta: { watchMode: false },
    addWatchFile: () => undefined,
    getNativeBuildContext: () => ({ compilation })
  }
  plugin.buildStart.call(context)
  const { code } = plugin.transform.call(context, fare, join(project.folder, 'fare.ts'))
  expect(code).toContain('fingerprint')
  return { ...project, plugin, context, reported }
}

describe('code that was edited while it was built', () => {
  const report = /^KP5006: .*\/fare\.ts has cached functions, and /

  test('fails a build by esbuild', () => {
    const { plugin, context, write } = begin('esbuild')
    plugin.buildEnd.call(context)
    write('share.ts', shareOf(3))
    expect(() => plugin.buildEnd.call(context)).toThrow(report)

    plugin.buildStart.call(context)
    plugin.buildEnd.call(context)
  })

  test('fails a build by rollup before it is written', () => {
    const { plugin, context, write } = begin('rollup')
    plugin.rollup?.renderStart()
    write('share.ts', shareOf(3))
    plugin.buildEnd.call(context)
    expect(() => plugin.rollup?.renderStart()).toThrow(report)
  })

  test('is an error of webpack, which goes on watching', () => {
    const { plugin, context, write, reported } = begin('webpack')
    write('share.ts', shareOf(3))
    plugin.buildEnd.call(context)
    expect(reported).toEqual([expect.objectContaining({ message: expect.stringMatching(report) as unknown })])
  })

  test('is none where no fingerprint changes', () => {
    const { plugin, context, write } = begin('esbuild')
    write('share.ts', `// twice\n${shareOf(2)}`)
    plugin.buildEnd.call(context)
  })
})
