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
      console.log(await h(3), await h(3, 2), await h(4))`,
    mutable: `
      import { onEvent } from 'keyprint'
      process.on('warning', ({ message }) => console.log(message))
      onEvent(event => event.type === 'discard' && console.log(event.reason))
      /** @cached */
      function last(list: number[]) {
        // @keyprint-ignore KP4001 -- to see what happens where the build cannot
        return list.pop()
      }
      console.log(last([1, 2]), last([1, 2]))`
  })
})

test('an expensive call is made once by all processes, defaults included', () => {
  expect(hashcache.run('expensive')).toEqual(['expensive', 'expensive', '9 9 16'])
  expect(hashcache.run('expensive')).toEqual(['9 9 16'])
})

test('a function that changes its argument is not kept, and a warning says so while one develops', () => {
  const warning = expect.stringMatching(/^keyprint: 'last' changed an argument while it ran/) as string
  const [first, second, ...rest] = hashcache.run('mutable', { NODE_ENV: 'production' })
  expect([first, second]).toEqual([second, first])
  expect(rest).toEqual(['2 2'])
  expect(hashcache.run('mutable', { NODE_ENV: 'development' })).toEqual([first, second, '2 2', warning])
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
