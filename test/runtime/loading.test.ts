import { join } from 'node:path'
import { freePort, findRedis, type RedisServer } from '../support/redis'
import { runNode } from '../support/run-process'
import { createTemporaryProject } from '../support/temporary-project'

const record = (returns: string) =>
  JSON.stringify({ format: 1, name: 'work', fingerprint: '0'.repeat(32), returns, parameters: { count: 1 } })

const project = createTemporaryProject(
  {
    'loaded.cjs': `
      const keyprint = require('keyprint')
      const packages = Object.keys(require.cache).filter((file) => /node_modules.(keyv|@keyv|@redis|memjs)/.test(file))
      keyprint.wrap((n) => n, ${record('value')})(1)
      console.log(JSON.stringify([packages.length, Object.keys(require.cache).some((file) => /redis|memjs/.test(file) && /node_modules/.test(file))]))
    `,
    'shared.mjs': `
      import { createRequire } from 'node:module'
      import * as keyprint from 'keyprint'
      import { cached, configure, cacheOf, dispose, onEvent, wrap, wrapMethod, decorate, provide } from 'keyprint'
      const required = createRequire(import.meta.url)('keyprint')
      configure({ namespace: 'shared' })
      const work = required.wrap(async (n) => n, ${record('promise')})
      console.log(JSON.stringify([
        required.wrap === wrap && keyprint.cached === cached,
        cacheOf(work).key(1).split(':')[0],
        [dispose, onEvent, wrapMethod, decorate, provide].every((name) => typeof name === 'function')
      ]))
    `,
    'work.mjs': `
      import { onEvent, wrap, cacheOf } from 'keyprint'
      const events = []
      onEvent(({ type, tier }) => events.push(tier ?? type))
      const later = wrap(async (n) => ({ n }), ${record('promise')})
      const now = wrap((n) => ({ n }), ${record('value').replace('work', 'now')})
      await Promise.all([later(1), later(2)])
      now(1)
      console.log(events.join(' '))
    `,
    'together.mjs': `
      import { wrap } from 'keyprint'
      const later = wrap(async (n) => ({ n, text: 'x'.repeat(n) }), ${record('promise')})
      const now = wrap((n) => [n], ${record('value').replace('work', 'now')})
      let wrong = 0
      for (let n = 0; n < 300; n++) {
        const result = await later(n)
        if (result.n !== n || result.text.length !== n || now(n)[0] !== n) wrong++
      }
      console.log(wrong)
    `
  },
  ['keyprint']
)

let redis: RedisServer

beforeAll(async () => {
  redis = await findRedis()
})

afterAll(() => redis.stop())

function run(file: string, env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = runNode([file], { cwd: project.folder, env, timeout: 20_000 })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.trim()
}

test('with no store configured no client of a store is loaded, at import or at a call', () => {
  expect(JSON.parse(run('loaded.cjs'))).toEqual([0, false])
})

test('require and import share one state, and every name is a named export', () => {
  expect(JSON.parse(run('shared.mjs'))).toEqual([true, 'shared', true])
})

test('a second process finds what the first one kept in files', () => {
  const env = { KEYPRINT_STORE: 'file:.cache' }
  expect(run('work.mjs', env)).toBe('miss miss set set miss set')
  expect(run('work.mjs', env)).toBe('store store store')
})

test('a second process finds what the first one kept in Redis, and both end by themselves', () => {
  const env = { KEYPRINT_STORE: redis.url, KEYPRINT_NAMESPACE: `test-${process.pid}-${Date.now()}` }
  expect(run('work.mjs', env)).toBe('miss miss set set miss set')
  expect(run('work.mjs', env)).toBe('store store miss set')
})

test('without its Redis a program works and ends by itself', async () => {
  const env = { KEYPRINT_STORE: `redis://127.0.0.1:${await freePort()}` }
  expect(run('work.mjs', env)).toBe('store-down miss miss set set miss set')
})

test('after dispose() the process keeps nothing of a runtime that it unloads', () => {
  const program = join(__dirname, 'programs', 'load-anew.cjs')
  const { stdout } = runNode(['--expose-gc', program, `file:${join(project.folder, 'unloaded')}`], {
    cwd: project.folder
  })
  expect(JSON.parse(stdout)).toEqual({ wasLoaded: true, left: [] })
})

test('two processes share a folder', async () => {
  const { spawn } = await import('node:child_process')
  const env = { ...process.env, KEYPRINT_STORE: 'file:.shared' }
  const outputs = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<string>(resolve => {
          const child = spawn(process.execPath, ['together.mjs'], { cwd: project.folder, env })
          let output = ''
          child.stdout.on('data', data => (output += String(data)))
          child.stderr.on('data', data => (output += String(data)))
          child.on('close', status => resolve(`${output.trim()} ${status}`))
        })
    )
  )
  expect(outputs).toEqual(['0 0', '0 0'])
})
