import { proveNeverStale } from '../never-stale'
import { rounds } from '../stale-project'
import { tspcWays } from '../tspc-ways'

test.concurrent.each(tspcWays('once'))('$name', async way => {
  for (const [edit, seen] of Object.entries(await proveNeverStale(way))) {
    expect({ edit, ...seen }).toEqual({ edit, fresh: rounds, isQuiet: true })
  }
})
