/** A lane that needs nothing but what is installed anyway; `npm run test:lanes` runs all. */
import { join } from 'node:path'
import { createTemporaryProject } from '../support/temporary-project'
import { describeLane, expectedBy, type Expected } from './describe-lane'
import { storeFilledBy } from './expected-report'
import { listLanes } from './lane'

const lanes = listLanes()
const lane = lanes.find(({ name }) => name === 'register-esm')
const other = lanes.find(({ name }) => name === 'register-commonjs')
if (!lane || !other) throw new Error('fixtures/lanes has no register-esm and register-commonjs')

const packages = join(createTemporaryProject({}, ['keyprint', 'typescript']).folder, 'node_modules')
let expected: Expected
beforeAll(() => {
  expected = expectedBy(storeFilledBy(other, packages))
})

describeLane(
  lane,
  () => packages,
  () => expected
)
