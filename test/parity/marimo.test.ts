import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runNode } from '../support/run-process'
import { repository } from '../support/temporary-project'
import { retell, type Retold } from './retell'

const scaling = {
  'package.json': JSON.stringify({ name: 'scaling', version: '1.0.0', main: 'index.js', types: 'index.d.ts' }),
  'index.js': 'exports.scale = x => x * 10\n',
  'index.d.ts': 'export declare function scale(x: number): number\n'
}

/** Milliseconds: a test that builds anew several times. */
const BUILDS = 240_000

// After "Caching" of marimo's API documents.
let marimo: Retold

beforeAll(() => {
  marimo = retell(
    {
      embedding: `
      /** @cached */
      function computeEmbedding(data: string, dimension: number, model: string) {
        console.log('computed')
        return Array.from({ length: dimension }, (_, n) => data.length * n + model.length)
      }
      computeEmbedding('text', 3, 'small')
      console.log(computeEmbedding('text', 3, 'small').join())`,
      concurrent: `
      /** @cached */
      async function fetchData(url: string, params: Record<string, string>) {
        console.log('fetched ' + url)
        await new Promise(resolve => setTimeout(resolve, 20))
        return { url, params }
      }
      const all = await Promise.all([1, 2, 3].map(() => fetchData('a', { q: 'x' })))
      console.log(all.length, all[0] === all[1])`,
      block: `
      import { cached } from 'keyprint'
      const factor = Number(process.env.FACTOR)
      async function load() {
        return [1, 2, 3]
      }
      function myExpensiveComputation(data: readonly number[], model: { readonly factor: number }) {
        console.log('computed')
        return data.map(each => each * model.factor)
      }
      const data = await load()
      const model = { factor }
      const x = cached.block('my_cache_name', () => myExpensiveComputation(data, model))
      console.log(x.join())`,
      closed: `
      let x = 0
      /** @cached */
      function myFunction() {
        console.log('ran')
        return x + 1
      }
      console.log(myFunction(), myFunction())
      x = 5
      console.log(myFunction())
      x = 0
      console.log(myFunction())`,
      engine: `
      import { cached } from 'keyprint'
      class Engine {
        readonly #address: string
        constructor(address: string) {
          this.#address = address
        }
        execute(query: string) {
          console.log('executed')
          return query + ' at ' + this.#address
        }
      }
      function connect(address: string) {
        return new Engine(address)
      }
      function queryDatabase(query: string, address: string) {
        const engine = connect(address)
        return cached.block('query', () => engine.execute(query))
      }
      for (const address of ['one', 'one', 'two']) console.log(queryDatabase('SELECT', address))`,
      decorators: `
      import { cached } from 'keyprint'
      function myDecorator(fn: () => string) {
        return () => fn()
      }
      const expensive = cached(() => myDecorator(() => 'result1')())
      const another = cached(() => myDecorator(() => 'result2')())
      console.log(expensive(), another(), expensive(), another())`,
      lru: `
      import { cached } from 'keyprint'
      const f = cached((x: number) => (console.log('ran ' + x), x), { maxEntries: 2 })
      for (const x of [1, 2, 2, 3, 1]) f(x)`,
      loader: `
      import { cached, registerType } from 'keyprint'
      class Model {
        #weights: readonly number[]
        constructor(weights: readonly number[]) {
          this.#weights = weights
        }
        get weights() {
          return this.#weights
        }
        predict(x: number) {
          return this.#weights.map(each => each * x)
        }
      }
      registerType(Model, {
        toKey: model => model.weights,
        encode: model => model.weights,
        decode: (weights: readonly number[]) => new Model(weights)
      })
      const train = cached((size: number) => {
        console.log('trained')
        return new Model(Array.from({ length: size }, (_, n) => n + 1))
      })
      console.log(train(3).predict(2).join())`,
      json: `
      import { cached } from 'keyprint'
      const load = cached((name: string) => (console.log('loaded'), { name, rows: [1, 2] }), { codec: 'json' })
      console.log(load('prices').rows.length)`,
      signed: `
      import { cached, configure } from 'keyprint'
      configure({ store: 'file:signed', ...(process.env.SECRET && { secret: process.env.SECRET }) })
      const compute = cached((x: number) => (console.log('computed'), x + 1))
      console.log(compute(1))`,
      pinned: `
      import { cached } from 'keyprint'
      import { scale } from 'scaling'
      const byVersion = cached((x: number) => (console.log('by version'), scale(x)), { pin: 'version' })
      const byMajor = cached((x: number) => (console.log('by major'), scale(x)), { pin: { scaling: 'major' } })
      console.log(byVersion(1) + byMajor(1))`,
      files: `
      import { writeFileSync } from 'node:fs'
      import { cached, file } from 'keyprint'
      const myFile = file('my_file.txt')
      const read = () => cached.block('my_file', () => (console.log('read'), myFile.text().length))
      for (const text of ['abc', 'abc', 'abcd']) {
        writeFileSync('my_file.txt', text)
        console.log(read())
      }`
    },
    { scaling }
  )
})

test('the embedding is computed once, in memory and on disk', () => {
  expect(marimo.run('embedding', { KEYPRINT_STORE: 'memory:' })).toEqual(['computed', '5,9,13'])
  expect(marimo.run('embedding')).toEqual(['computed', '5,9,13'])
  expect(marimo.run('embedding')).toEqual(['5,9,13'])
})

test('calls at the same time are one run, and each caller has its own result', () => {
  expect(marimo.run('concurrent', { KEYPRINT_STORE: 'memory:' })).toEqual(['fetched a', '3 false'])
})

test('a block is skipped in the next process, unless what it reads is another', () => {
  expect(marimo.run('block', { FACTOR: '2' })).toEqual(['computed', '2,4,6'])
  expect(marimo.run('block', { FACTOR: '2' })).toEqual(['2,4,6'])
  expect(marimo.run('block', { FACTOR: '3' })).toEqual(['computed', '3,6,9'])
})

test('a closed-over variable is part of the key', () => {
  expect(marimo.run('closed')).toEqual(['ran', '1 1', 'ran', '6', '1'])
})

test('an engine that has no content is known by the code and the values that made it', () => {
  const printed = ['SELECT at one', 'SELECT at one', 'SELECT at two']
  expect(marimo.run('engine')).toEqual(['executed', 'SELECT at one', 'SELECT at one', 'executed', 'SELECT at two'])
  expect(marimo.run('engine')).toEqual(printed)
})

test('two functions behind one decorator have results of their own', () => {
  expect(marimo.run('decorators')).toEqual(['result1 result2 result1 result2'])
})

test('a cache of bounded size drops what is oldest', () => {
  expect(marimo.run('lru', { KEYPRINT_STORE: 'memory:' })).toEqual(['ran 1', 'ran 2', 'ran 3', 'ran 1'])
})

test('a file counts by its content', () => {
  expect(marimo.run('files')).toEqual(['read', '3', '3', 'read', '4'])
})

test('a result that only a loader of its own can write is read by the next process', () => {
  expect(marimo.run('loader')).toEqual(['trained', '2,4,6'])
  expect(marimo.run('loader')).toEqual(['2,4,6'])
})

test('a result that is written as JSON is there for others to read', () => {
  expect(marimo.run('json', { KEYPRINT_STORE: 'file:json' })).toEqual(['loaded', '2'])
  expect(marimo.run('json', { KEYPRINT_STORE: 'file:json' })).toEqual(['2'])
  const folder = join(marimo.folder, 'json')
  const texts = (readdirSync(folder, { recursive: true }) as string[])
    .filter(name => statSync(join(folder, name)).isFile())
    .map(name => readFileSync(join(folder, name), 'utf8'))
  expect(texts.filter(text => text.includes('{"name":"prices","rows":[1,2]}'))).toHaveLength(1)
})

test('an entry that is not signed, or by another secret, is made anew', () => {
  const [ours, theirs] = [{ SECRET: 'correct horse battery staple' }, { SECRET: 'another secret of somebody' }]
  const ran = ['computed', '2']
  expect([{}, {}, ours, ours, theirs].map(secret => marimo.run('signed', secret))).toEqual([
    ran,
    ['2'],
    ran,
    ['2'],
    ran
  ])
})

test('a cache is taken along as one archive', () => {
  const command = join(repository, 'dist', 'transformer', 'cli', 'main.js')
  const keyprint = (...args: string[]) => {
    const { status, stdout } = runNode([command, ...args], { cwd: marimo.folder })
    return [status, stdout.trim()]
  }
  expect(marimo.run('embedding', { KEYPRINT_STORE: 'file:here' })).toEqual(['computed', '5,9,13'])
  expect(keyprint('export', '--store', 'file:here', '--out', 'cache.kpa')).toEqual([
    0,
    expect.stringContaining('1 entry')
  ])
  expect(keyprint('import', '--store', 'file:there', 'cache.kpa')).toEqual([
    0,
    expect.stringContaining('1 entry imported')
  ])
  expect(marimo.run('embedding', { KEYPRINT_STORE: 'file:there' })).toEqual(['5,9,13'])
})

test(
  'as much of a package counts as a cache pins of it',
  () => {
    const update = (from: string, to: string): void => {
      marimo.edit('node_modules/scaling/package.json', text => text.replace(from, to))
    }
    expect(marimo.run('pinned')).toEqual(['by version', 'by major', '20'])
    expect(marimo.run('pinned')).toEqual(['20'])
    update('1.0.0', '1.1.0')
    expect(marimo.run('pinned')).toEqual(['by version', '20'])
    update('1.1.0', '2.0.0')
    expect(marimo.run('pinned')).toEqual(['by version', 'by major', '20'])
  },
  BUILDS
)
