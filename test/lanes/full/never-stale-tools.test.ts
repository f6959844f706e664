import { proveNeverStale } from '../never-stale'
import { rounds } from '../stale-project'
import { toolWays } from '../tool-ways'

test.concurrent.each(toolWays)('$name', async way => {
  for (const [edit, seen] of Object.entries(await proveNeverStale(way))) {
    expect({ edit, ...seen }).toEqual({ edit, fresh: rounds, isQuiet: true })
  }
})
