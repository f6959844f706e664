import { describeLane, expectedBy, type Expected } from './describe-lane'
import { storeFilledBy } from './expected-report'
import { folderOfTools } from './installed-tools'
import { listLanes, type Lane } from './lane'

/** All lanes of a group, compared with the entries of the main lane. */
export function describeGroup(group: Lane['group']): void {
  const lanes = listLanes()
  const main = lanes.find(({ name }) => name === 'tspc-5.9')
  if (main === undefined) throw new Error('fixtures/lanes has no tspc-5.9')

  let expected: Expected
  beforeAll(() => {
    expected = expectedBy(storeFilledBy(main, folderOfTools(main.tools)))
  })
  for (const lane of lanes.filter(each => each.group === group)) {
    describeLane(
      lane,
      () => folderOfTools(lane.tools),
      () => expected
    )
  }
}
