import { runNode } from '../support/run-process'
import { repository } from '../support/temporary-project'
import { retell, type Retold } from './retell'

// After the documents of pycse's hashcache: HashCache, and the search of SqlCache.
let hashcache: Retold
const command = `${repository}/dist/transformer/cli/main.js`

beforeAll(() => {
  hashcache = retell({
    expensive: `
      import { configure } from 'keyprint'
      configure({ provenance: true })
      /** @cached */
      async function h(x: number, power = 2) {
        console.log('expensive')
        await new Promise(resolve => setTimeout(resolve, 5))
        return x ** power
      }
      console.log(await h(3), await h(3, 2), await h(4))`
  })
})

test('an expensive call is made once by all processes, defaults included', () => {
  expect(hashcache.run('expensive')).toEqual(['expensive', 'expensive', '9 9 16'])
  expect(hashcache.run('expensive')).toEqual(['9 9 16'])
})

test('an entry says its arguments, host, user, time and duration, and is found by them', () => {
  const search = (...filter: string[]) => {
    const args = [command, 'entries', '--store', 'file:store', '--json', ...filter]
    return (JSON.parse(runNode(args, { cwd: hashcache.folder }).stdout) as { entries: Record<string, unknown>[] })
      .entries
  }
  expect(search()).toHaveLength(2)
  const [entry] = search('--function', 'h', '--argument', '4', '--since', '1h')
  expect(entry).toMatchObject({
    name: 'h',
    made: expect.stringMatching(/^\d{4}-/) as string,
    provenance: { arguments: '4', host: expect.any(String) as string, user: expect.any(String) as string }
  })
  expect(entry?.['took']).toBeGreaterThan(0)
  expect(search('--function', 'other')).toEqual([])
})
