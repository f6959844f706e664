import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { createCore, type Core } from '../../transformer/plugin/core'
import { serveFresh, type ViteEnvironment } from '../../transformer/plugin/vite-dev-server'
import { createTemporaryProject, type TemporaryProject } from '../support/temporary-project'

interface Serving {
  readonly project: TemporaryProject
  readonly core: Core
  readonly watcher: EventEmitter
  readonly invalidated: object[]
  readonly logged: string[]
}

const config = JSON.stringify({ compilerOptions: { strict: true, types: [] }, include: ['*.ts'] })
const shareOf = (digit: number): string => `export const share = (km: number): number => km * ${digit}\n`

/** A server without updates that has served `fare.ts`. */
function serve(): Serving {
  const project = createTemporaryProject({
    'tsconfig.json': config,
    'share.ts': shareOf(2),
    'fare.ts': `import { share } from './share'
/** @cached */
export function fare(km: number): number { return share(km) }
`
  })
  const invalidated: object[] = []
  const logged: string[] = []
  const environment: ViteEnvironment = {
    moduleGraph: {
      getModulesByFile: file => new Set([{ file }]),
      invalidateModule: module => invalidated.push(module)
    }
  }
  const watcher = new EventEmitter()
  const core = createCore(project.folder, project.folder)
  const server = {
    config: { root: project.folder, server: { hmr: false }, logger: { error: (text: string) => logged.push(text) } },
    environments: { client: environment },
    watcher
  }
  serveFresh(server, () => core).served(environment)
  return { project, core, watcher, invalidated, logged }
}

test('a module whose callee was edited is asked for again', () => {
  const { project, watcher, invalidated, logged } = serve()
  project.write('share.ts', shareOf(3))
  watcher.emit('change')
  expect(invalidated).toEqual([{ file: expect.stringMatching(/fare\.ts$/) as unknown }])
  expect(logged).toEqual([])
})

test('a file is looked at again where its first event told of half of an edit, and the watcher keeps the rest to itself', async () => {
  const { project, watcher, invalidated } = serve()
  project.write('share.ts', '')
  watcher.emit('change')
  project.write('share.ts', shareOf(3))
  const before = invalidated.length
  while (invalidated.length === before) await pause(10)
  expect(invalidated.at(-1)).toEqual({ file: expect.stringMatching(/fare\.ts$/) as unknown })
})

test('a tsconfig that is just being written is said, and harms nothing', () => {
  const { project, watcher, invalidated, logged } = serve()
  project.write('tsconfig.json', config.slice(0, 20))
  watcher.emit('change')
  expect(logged).toEqual([expect.stringMatching(/^keyprint: .*tsconfig\.json/s)])
  expect(invalidated).toEqual([])

  project.write('share.ts', shareOf(3))
  project.write('tsconfig.json', config)
  watcher.emit('change')
  expect(logged).toHaveLength(1)
  expect(invalidated).toEqual([{ file: expect.stringMatching(/fare\.ts$/) as unknown }])
})
