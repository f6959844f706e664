import { createClient } from '@redis/client'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheOf, configure, dispose, invalidate, wrap } from '../../runtime'
import { freePort, startRedis, type OwnRedisServer } from '../support/redis'
import { startRedisSentinel } from '../support/redis-sentinel'
import { EventLog } from './event-log'
import { makeRecord } from './records'

const PATIENT = { read: 30_000, write: 30_000, clear: 30_000, connect: 30_000 }
const tls = join(__dirname, '..', 'support', 'tls')
const ca = readFileSync(join(tls, 'certificate.pem'))

afterEach(dispose)

/** Everything that is asked of a Redis, against the store that is configured by `open`. */
async function useAll(open: () => void): Promise<void> {
  const log = new EventLog()
  open()
  let runs = 0
  const count = wrap(async (_n: number) => ++runs, makeRecord({ options: { lock: true } }), { tags: ['all'] })
  const plain = wrap(async (n: number) => n, makeRecord())
  expect([await count(1), await count(2), await plain(1)]).toEqual([1, 2, 1])
  await dispose()
  open()
  expect([await count(1), await count(2), await plain(1), runs]).toEqual([1, 2, 1, 2])
  expect([await cacheOf(count).delete(1), await cacheOf(count).has(1)]).toEqual([true, false])
  await cacheOf(plain).clear()
  expect(await cacheOf(plain).has(1)).toBe(false)
  await invalidate('all')
  expect(await count(2)).toBe(3)
  expect(cacheOf(count).stats()).toMatchObject({ errors: 0, hits: { store: 2 } })
  await dispose()
  expect(log.take().filter(line => /^(store-|configuration|invalid|discard)/.test(line))).toEqual([])
  log.stop()
}

describe('a Redis behind TLS, with a certificate that is signed by itself', () => {
  let server: OwnRedisServer
  let url: string

  beforeAll(async () => {
    const port = await freePort()
    const files = ['--tls-cert-file', join(tls, 'certificate.pem'), '--tls-key-file', join(tls, 'key.pem')]
    const args = ['--tls-port', String(port), ...files, '--tls-auth-clients', 'no']
    server = await startRedis(undefined, { args })
    url = `rediss://127.0.0.1:${port}`
    const admin = await createClient({ url: server.url }).connect()
    const rights =
      '~shop:* &shop:* +get +mget +set +unlink +scan +eval +pexpire +publish +subscribe +client +hello +ping'
    await admin.sendCommand(['ACL', 'SETUSER', 'shop', 'on', '>secret', ...rights.split(' ')])
    admin.destroy()
  })

  afterAll(() => server.stop())

  test('is used by who knows the certificate', async () => {
    await useAll(() =>
      configure({ store: { redis: { url, socket: { tls: true, ca } } }, namespace: 'tls', timeouts: PATIENT })
    )
  })

  test('serves a user of the access list with few rights', async () => {
    const redis = { url, username: 'shop', password: 'secret', socket: { tls: true, ca } }
    await useAll(() => configure({ store: { redis }, namespace: 'shop', timeouts: PATIENT }))
  })

  test('is not trusted by others: calls run, and one event says why', async () => {
    const log = new EventLog()
    configure({ store: url, timeouts: PATIENT })
    const echo = wrap(async (n: number) => n, makeRecord())
    expect([await echo(1), await echo(2), await echo(3)]).toEqual([1, 2, 3])
    const told = log.events.filter(({ type }) => type === 'store-down')
    expect(told).toEqual([expect.objectContaining({ detail: expect.stringContaining('self-signed certificate') })])
    log.stop()
  })
})

test('a Redis behind a sentinel', async () => {
  const sentinel = await startRedisSentinel()
  try {
    await useAll(() => configure({ store: { redis: sentinel.options }, namespace: 'sentinel', timeouts: PATIENT }))
  } finally {
    await dispose()
    await sentinel.stop()
  }
})
