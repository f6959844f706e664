import { proveNeverStale, rounds, ways } from '../never-stale'

test.each(ways)('$name', async way => {
  for (const [edit, seen] of Object.entries(await proveNeverStale(way))) {
    expect({ edit, ...seen }).toEqual({ edit, fresh: rounds, isQuiet: true })
  }
})
