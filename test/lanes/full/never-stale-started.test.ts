import { proveNeverStale } from '../never-stale'
import { rounds } from '../stale-project'
import { tspcWays } from '../tspc-ways'

/** What the compiler does not notice by itself; `npm run test:lanes` makes every edit in every way of building. */
const edits = ['package version', 'referenced project']

test.each(tspcWays().filter(({ name }) => ['-b declaration', '--watch', '-b --watch declaration'].includes(name)))(
  '$name',
  async way => {
    for (const [edit, seen] of Object.entries(await proveNeverStale(way, edits))) {
      expect({ edit, ...seen }).toEqual({ edit, fresh: rounds, isQuiet: true })
    }
  },
  5 * 60_000
)
