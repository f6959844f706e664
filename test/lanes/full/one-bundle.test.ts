/** keyprint in one bundle with the program, as for deployments without node_modules: here one of ES modules, by Vite. */
import { VALUES } from '../expected-report'
import { folderOfTools } from '../installed-tools'
import { listLanes } from '../lane'
import { createLaneProject, type LaneProject } from '../run-lane'

const config = `import keyprint from 'keyprint/vite'
export default {
  plugins: [keyprint()],
  ssr: { noExternal: true },
  build: { ssr: 'src/main.ts', outDir: 'out', minify: true }
}
`

function createProject(): LaneProject {
  const lane = listLanes().find(({ name }) => name === 'vite')
  if (lane === undefined) throw new Error('fixtures/lanes has no vite')
  const project = createLaneProject(lane, { packages: folderOfTools(lane.tools) })
  project.write('vite.config.mjs', config)
  return project
}

test('a program in one bundle with keyprint hits', () => {
  const project = createProject()
  const misses = [1, 1, 1]
  expect(project.report()).toMatchObject({ values: VALUES, misses, captureMoves: true })
  expect(project.emitted()).not.toMatch(/from ?["']keyprint["']/)
})

test('nothing of keyprint is in the bundle of a program that uses nothing cached', () => {
  const project = createProject()
  project.write('src/main.ts', "export { fee } from './fees.js'\nexport { NAME } from './named.js'\n")
  project.write('src/named.ts', "export const NAME = 'total'\n/** @cached */\nexport const unused = (a: number) => a\n")
  expect(project.build()).toMatchObject({ status: 0 })
  expect(project.emitted()).toContain('no way is shorter than nothing')
  expect(project.emitted()).not.toContain('keyprint')
})
