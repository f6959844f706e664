import { retell, type Retold } from './retell'

// After the examples of st.cache_data and st.cache_resource in Streamlit's documents.
let streamlit: Retold

beforeAll(() => {
  streamlit = retell({
    data: `
      /** @cached */
      async function fetchAndCleanData(url: string) {
        console.log('fetched ' + url)
        return { url, rows: [1, 2, 3] }
      }
      const d1 = await fetchAndCleanData('one')
      const d2 = await fetchAndCleanData('one')
      const d3 = await fetchAndCleanData('two')
      d1.rows.push(4)
      console.log(d2.rows.length, (await fetchAndCleanData('one')).rows.length, d3.url)`,
    lifetimes: `
      import { cached } from 'keyprint'
      const long = cached(async () => (console.log('long ran'), 1), { ttl: '1h' })
      const short = cached(async () => (console.log('short ran'), 1), { ttl: 1 })
      for (const _ of [1, 2]) {
        await long()
        await short()
        await new Promise(resolve => setTimeout(resolve, 5))
      }`,
    bounded: `
      import { cached } from 'keyprint'
      const few = cached(async (n: string) => (console.log('few ran ' + n), n), { maxEntries: 2 })
      console.log('has ' + (await few(process.argv[2] ?? 'none')))`,
    progress: `
      import { cached } from 'keyprint'
      const load = cached(async (n: number) => n, {
        onMiss: ([n]) => {
          console.log('loading ' + n)
          return ({ took, error }) => console.log('done', took >= 0, error)
        }
      })
      await load(1)
      await load(1)`,
    connection: `
      import { cacheOf } from 'keyprint'
      class Connection {
        constructor(readonly send: () => number) {}
      }
      /** @cached */
      async function fetchAndCleanData(_connection: Connection, rows: number) {
        console.log('fetched ' + rows)
        return rows
      }
      const [one, another] = [new Connection(() => 1), new Connection(() => 2)]
      await fetchAndCleanData(one, 10)
      await fetchAndCleanData(another, 10)
      await fetchAndCleanData(one, 50)
      await cacheOf(fetchAndCleanData).delete(another, 50)
      await fetchAndCleanData(one, 10)
      await fetchAndCleanData(one, 50)
      await cacheOf(fetchAndCleanData).clear()
      await fetchAndCleanData(one, 10)`,
    hashing: `
      import { registerType } from 'keyprint'
      class Score {
        #secret = Symbol('session')
        constructor(readonly score: number) {}
        get session() {
          return typeof this.#secret
        }
      }
      registerType(Score, { toKey: each => each.score })
      /** @cached */
      function multiplyScore(score: Score, by: number) {
        console.log('multiplied')
        return score.score * by
      }
      console.log(multiplyScore(new Score(2), 3), multiplyScore(new Score(2), 3), multiplyScore(new Score(4), 3))`,
    resource: `
      import { dispose, singleton } from 'keyprint'
      class Session {
        isOpen = true
        readonly execute = (query: string) => query + ' at ' + this.url
        constructor(readonly url: string) {
          console.log('opened ' + url)
        }
        close() {
          console.log('closed ' + this.url)
        }
      }
      const getSession = singleton(async (url: string, _maker?: () => void) => new Session(url), {
        validate: session => session.isOpen,
        onRelease: session => session.close()
      })
      const [s1, s2] = await Promise.all([getSession('one'), getSession('one', () => {})])
      const s3 = await getSession('two')
      console.log(s1 === s2, s1 === s3)
      s1.isOpen = false
      console.log((await getSession('one')) === s1)
      await dispose()`,
    model: `
      import { dispose } from 'keyprint'
      class Model {
        constructor(readonly name: string) {
          console.log('loaded ' + name)
        }
        async [Symbol.asyncDispose]() {
          console.log('closed ' + this.name)
        }
      }
      /** @singleton maxEntries=1 */
      async function loadModel(name: string) {
        return new Model(name)
      }
      class Pool {
        /** @singleton ttl=1 */
        connect(url: string) {
          console.log('connected')
          return { url }
        }
      }
      console.log((await loadModel('small')) === (await loadModel('small')))
      await loadModel('large')
      const pool = new Pool()
      const first = pool.connect('one')
      await new Promise(resolve => setTimeout(resolve, 5))
      console.log(pool.connect('one') === first)
      await dispose()`,
    sessions: `
      import { setFlagsFromString } from 'node:v8'
      import { runInNewContext } from 'node:vm'
      import { singleton } from 'keyprint'
      setFlagsFromString('--expose_gc')
      const collect: () => void = runInNewContext('gc')
      let closed = 0
      const connectionOf = singleton((_session: object, url: string) => ({ url, send: (text: string) => text }), {
        scope: session => session,
        onRelease: ({ url }) => {
          closed++
          console.log('closed ' + url)
        }
      })
      const bob = { name: 'bob' }
      function visit() {
        const ann = { name: 'ann' }
        console.log(connectionOf(ann, 'one') === connectionOf(ann, 'one'), connectionOf(ann, 'one') === connectionOf(bob, 'two'))
      }
      visit()
      const kept = connectionOf(bob, 'two')
      while (closed === 0) {
        await new Promise(resolve => setImmediate(resolve))
        collect()
      }
      console.log(connectionOf(bob, 'two') === kept)`,
    identity: `
      import { setFlagsFromString } from 'node:v8'
      import { runInNewContext } from 'node:vm'
      import { memoize } from 'keyprint'
      setFlagsFromString('--expose_gc')
      const collect: () => void = runInNewContext('gc')
      class Track {
        constructor(readonly label: string) {}
      }
      let closed = 0
      const processorOf = memoize.byIdentity((track: Track, size: number) => ({ label: track.label.repeat(size) }), {
        onRelease: () => {
          closed++
        }
      })
      function render(track: Track) {
        const processor = processorOf(track, 2)
        console.log(processorOf(track, 2) === processor, processorOf(track, 3) === processor)
        console.log(processorOf(new Track(track.label), 2) === processor)
        return new WeakRef(processor)
      }
      const processor = render(new Track('camera'))
      while (closed < 3) {
        await new Promise(resolve => setImmediate(resolve))
        collect()
      }
      console.log(processor.deref())`,
    spinner: `
      import { cached, spinner } from 'keyprint'
      const load = cached(async (n: number) => n, { onMiss: spinner('loading') })
      console.log(await load(1))`,
    ahead: `
      import { cacheOf, cached } from 'keyprint'
      const fetched = cached(async (url: string) => (console.log('fetched ' + url), url.length))
      let told = 0
      const { succeeded } = await cacheOf(fetched).prewarm([['one'], ['three']], { concurrency: 2, onProgress: () => told++ })
      console.log(succeeded, told, await fetched('one'), await fetched('three'))
      await cacheOf(fetched).set(['four'], 40)
      console.log(await fetched('four'))
      interface User {
        readonly id: number
        readonly seen: Date
      }
      const greeting = cached(async (user: User) => (console.log('greeted ' + user.id), 'Hello ' + user.id), {
        key: user => user.id
      })
      for (const id of [1, 1, 2]) await greeting({ id, seen: new Date() })`,
    shared: `
      import { singleton } from 'keyprint'
      const visits = singleton(() => new Map<string, number>())
      function visit(page: string) {
        visits().set(page, (visits().get(page) ?? 0) + 1)
        return visits().get(page)
      }
      console.log(visit('home'), visit('home'), visit('about'))`,
    failing: `
      import { singleton } from 'keyprint'
      const getModel = singleton(async (name: string) => {
        if (process.env[name] === undefined) throw new Error('no ' + name)
        return { name }
      })
      console.log(await getModel('MODEL_NAME').catch(error => error.message))
      process.env.MODEL_NAME = 'large'
      console.log((await getModel('MODEL_NAME')) === (await getModel('MODEL_NAME')))`
  })
})

test('data is fetched once for each url, by all processes, and comes by value', () => {
  expect(streamlit.run('data')).toEqual(['fetched one', 'fetched two', '3 3 two'])
  expect(streamlit.run('data')).toEqual(['3 3 two'])
})

test('ttl and max_entries, kept on disk', () => {
  const short = ['short ran', 'short ran']
  expect(streamlit.run('lifetimes')).toEqual(['long ran', ...short])
  expect(streamlit.run('lifetimes')).toEqual(short)
  // A process ends when its store is within the bound.
  const runs = (n: string): boolean => streamlit.run('bounded', {}, [n]).includes(`few ran ${n}`)
  expect(['1', '2', '3', '3', '2', '1'].map(runs)).toEqual([true, true, true, false, false, true])
})

test('progress is told when the function runs', () => {
  expect(streamlit.run('progress')).toEqual(['loading 1', 'done true undefined'])
})

test('a connection is not hashed, and one call or all calls are cleared', () => {
  expect(streamlit.run('connection', { KEYPRINT_STORE: 'memory:' })).toEqual(
    [10, 50, 50, 10].map(rows => `fetched ${rows}`)
  )
})

test('objects of a class are told apart by a function of ours', () => {
  expect(streamlit.run('hashing')).toEqual(['multiplied', 'multiplied', '6 6 12'])
})

test('a session is one object for each url, replaced when it was dropped, and closed at the end', () => {
  expect(streamlit.run('resource')).toEqual([
    'opened one',
    'opened two',
    'true false',
    'closed one',
    'opened one',
    'false',
    'closed one',
    'closed two'
  ])
})

test('state that sessions share lives in a singleton', () => {
  expect(streamlit.run('shared')).toEqual(['1 2 1'])
})

test('a creation that fails is tried again', () => {
  expect(streamlit.run('failing')).toEqual(['no MODEL_NAME', 'true'])
})

test('a resource is bounded in number and time, and ended by its own way', () => {
  expect(streamlit.run('model')).toEqual([
    'loaded small',
    'true',
    'loaded large',
    'closed small',
    'connected',
    'connected',
    'false',
    'closed large'
  ])
})

test('a session has resources of its own, which are closed when nothing holds it', () => {
  expect(streamlit.run('sessions')).toEqual(['true false', 'closed one', 'true', 'closed two'])
})

test('a processor is the same object while its track is, and is collected with it', () => {
  expect(streamlit.run('identity')).toEqual(['true false', 'false', 'undefined'])
})

test('a spinner says nothing where there is no terminal', () => {
  expect(streamlit.run('spinner')).toEqual(['1'])
})

test('results are made ahead or put in by hand, and keys are of ones own', () => {
  expect(streamlit.run('ahead', { KEYPRINT_STORE: 'memory:' })).toEqual([
    'fetched one',
    'fetched three',
    '2 2 3 5',
    '40',
    'greeted 1',
    'greeted 2'
  ])
})
