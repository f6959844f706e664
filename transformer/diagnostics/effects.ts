/**
 * Which pinned code gives another answer although its arguments are the same: a closed table by package and name.
 */

export type EffectKind = 'time' | 'randomness' | 'outside world' | 'locale'

export interface Effect {
  readonly kind: EffectKind
  /** What is read, for the message: "reads the clock". */
  readonly reads: string
}

interface Row {
  readonly pin: string
  /** Members by exact name, or `*` for all of them. */
  readonly members: readonly string[]
  readonly kind: EffectKind
  readonly reads: string
  /** Only when called or constructed without arguments. */
  readonly withoutArguments?: true
}

const clock = { kind: 'time', reads: 'the clock' } as const
const random = { kind: 'randomness', reads: 'random numbers' } as const
const outside = (reads: string): { kind: 'outside world'; reads: string } => ({ kind: 'outside world', reads })

const TABLE: readonly Row[] = [
  { pin: 'Date', members: [''], withoutArguments: true, ...clock },
  { pin: 'Date', members: ['now'], ...clock },
  { pin: 'performance', members: ['now', 'timeOrigin', 'toJSON'], ...clock },
  { pin: 'node:perf_hooks', members: ['performance.now', 'performance.timeOrigin'], ...clock },
  { pin: 'process', members: ['hrtime', 'hrtime.bigint', 'uptime'], ...clock },
  { pin: 'Math', members: ['random'], ...random },
  { pin: 'crypto', members: ['randomUUID', 'getRandomValues'], ...random },
  {
    pin: 'node:crypto',
    members: [
      'randomBytes', 'randomUUID', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues', 'webcrypto.getRandomValues',
      'webcrypto.randomUUID', 'generateKeyPair', 'generateKeyPairSync', 'generateKey', 'generateKeySync',
    ], // prettier-ignore
    ...random,
  },
  { pin: 'uuid', members: ['v1', 'v4', 'v6', 'v7'], ...random },
  { pin: 'nanoid', members: ['*'], ...random },
  { pin: 'Intl', members: ['DateTimeFormat', 'NumberFormat', 'Collator'], withoutArguments: true, kind: 'locale', reads: 'the locale of the machine' },
  { pin: 'process', members: ['cwd', 'memoryUsage', 'cpuUsage', 'resourceUsage'], ...outside('the state of the process') },
  { pin: 'node:os', members: ['*'], ...outside('the machine it runs on') },
  { pin: 'node:fs', members: ['*'], ...outside('files') },
  { pin: 'node:fs/promises', members: ['*'], ...outside('files') },
  { pin: 'node:child_process', members: ['*'], ...outside('another process') },
  { pin: 'node:readline', members: ['*'], ...outside('a terminal or stream') },
  { pin: 'fetch', members: [''], ...outside('the network') },
  { pin: 'WebSocket', members: [''], ...outside('the network') },
  { pin: 'XMLHttpRequest', members: [''], ...outside('the network') },
  ...['net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns', 'dns/promises'].map(name => ({
    pin: `node:${name}`,
    members: ['*'],
    ...outside('the network'),
  })),
  ...['axios', 'got', 'ky', 'node-fetch', 'undici', 'superagent', 'ws'].map(pin => ({ pin, members: ['*'], ...outside('the network') })),
  ...['pg', 'mysql', 'mysql2', 'mongodb', 'mongoose', 'redis', '@redis/client', 'ioredis', 'better-sqlite3', 'sqlite3', '@prisma/client', 'knex'].map(
    pin => ({ pin, members: ['*'], ...outside('a database') }),
  ),
  ...['fs-extra', 'graceful-fs', 'glob', 'fast-glob'].map(pin => ({ pin, members: ['*'], ...outside('files') })),
]

/** Members that only compute, of modules that otherwise reach outside. */
const HARMLESS = new Set(['node:fs constants', 'node:os EOL', 'node:os constants', 'node:net isIP', 'node:net isIPv4', 'node:net isIPv6', 'node:http STATUS_CODES'])

/** What a use of pinned code reads that is in no key, or nothing. */
export function effectOf(use: {
  readonly pin: string
  readonly member: string
  readonly form: 'call' | 'new' | 'read'
  readonly arguments: number
}): Effect | undefined {
  if (HARMLESS.has(`${use.pin} ${use.member.split('.')[0] ?? ''}`)) return undefined
  const row = TABLE.find(each => each.pin === use.pin && (each.members.includes('*') || each.members.includes(use.member)))
  if (row === undefined || (row.withoutArguments === true && (use.form === 'read' || use.arguments > 0))) return undefined
  return { kind: row.kind, reads: row.reads }
}
