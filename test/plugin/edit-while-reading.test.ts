import { createCore } from '../../transformer/plugin/core'
import { createTemporaryProject } from '../support/temporary-project'

/** Called once, while the program is analyzed. */
let whileAnalyzing: (() => void) | undefined
jest.mock('../../transformer/pipeline', () => {
  const actual = jest.requireActual<typeof import('../../transformer/pipeline')>('../../transformer/pipeline')
  return {
    ...actual,
    analyze: (...args: Parameters<typeof actual.analyze>) => {
      whileAnalyzing?.()
      whileAnalyzing = undefined
      return actual.analyze(...args)
    }
  }
})

const shareOf = (digit: number): string => `export const share = (km: number): number => km * ${digit}\n`
test('the edit of a file that comes while the program is analyzed is not missed', () => {
  const project = createTemporaryProject({
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, types: [], module: 'NodeNext' },
      include: ['*.ts']
    }),
    'share.ts': shareOf(2),
    'fare.ts': `import { share } from './share'
/** @cached */
export function fare(km: number): number { return share(km) }
`
  })
  const core = createCore(project.folder, project.folder)
  whileAnalyzing = () => project.write('share.ts', shareOf(3))
  const before = new Map(core.outputs())
  expect(core.refresh()).toEqual([expect.stringMatching(/fare\.ts$/)])
  expect(core.outputs()).not.toEqual(before)
  expect(core.refresh()).toEqual([])
})
