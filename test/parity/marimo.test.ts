import { retell, type Retold } from './retell'

// After "Caching" of marimo's API documents.
let marimo: Retold

beforeAll(() => {
  marimo = retell({
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
    files: `
      import { writeFileSync } from 'node:fs'
      import { cached, file } from 'keyprint'
      const myFile = file('my_file.txt')
      const read = () => cached.block('my_file', () => (console.log('read'), myFile.text().length))
      for (const text of ['abc', 'abc', 'abcd']) {
        writeFileSync('my_file.txt', text)
        console.log(read())
      }`
  })
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
