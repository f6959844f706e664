/**
 * Which pinned code gives another answer although its arguments are the same: a closed table by package and name, and what
 * the user adds to it.
 */
import type { DeclaredEffect, EffectKind } from '../model/effect'
import { VIEWS } from '../model/views'
import { keepsNothing } from './makers'

export interface Effect {
  readonly kind: EffectKind
  /** What is read, for the message: "reads the clock". */
  readonly reads: string
}

interface Row {
  readonly pin: string
  /** Members by exact name, `stdin.*` for one with all that is on it, or `*` for all of them. */
  readonly members: readonly string[]
  readonly kind: EffectKind
  readonly reads: string
  /** Only when called or constructed with so many arguments. */
  readonly arguments?: readonly [least: number, most: number]
  /** Not with a first argument of such a text. */
  readonly unless?: RegExp
}

const clock = { kind: 'time', reads: 'the clock' } as const
const random = { kind: 'randomness', reads: 'random numbers' } as const
const locale = { kind: 'locale', reads: 'the locale of the machine' } as const
const timeZone = { kind: 'time zone', reads: 'the time zone of the machine' } as const
const outside = (reads: string): { kind: 'outside world'; reads: string } => ({ kind: 'outside world', reads })

const NONE = [0, 0] as const
const ONE = [1, 1] as const

const PROCESS_CLOCK = ['hrtime', 'hrtime.bigint', 'uptime']
const PROCESS_STATE = [
  'exit', 'reallyExit', 'abort', 'kill', 'execve', 'chdir', 'umask', 'send', 'disconnect', 'report.*', 'permission.*',
  'getActiveResourcesInfo', 'getuid', 'geteuid', 'getgid', 'getegid', 'getgroups', 'setuid', 'seteuid', 'setgid', 'setegid',
  'setgroups', 'initgroups', 'cwd', 'memoryUsage', 'memoryUsage.rss', 'cpuUsage', 'threadCpuUsage', 'resourceUsage',
  'constrainedMemory', 'availableMemory', 'loadEnvFile', 'hasUncaughtExceptionCaptureCallback', 'listenerCount', 'listeners',
  'rawListeners', 'eventNames', 'getMaxListeners', 'emit',
] // prettier-ignore

/** What it is drawn on; writing to it is no effect. */
const TERMINAL = ['stdout', 'stderr'].flatMap(stream =>
  ['getWindowSize', 'getColorDepth', 'hasColors'].map(member => `${stream}.${member}`)
)

const PERFORMANCE = [
  ...['now', 'timeOrigin', 'toJSON', 'mark', 'measure', 'eventLoopUtilization', 'nodeTiming.*'],
  ...['getEntries', 'getEntriesByName', 'getEntriesByType']
]

/** Of `subtle`, by any of its names, whose answers are random for most algorithms. */
const RANDOM_BY_ALGORITHM = ['subtle.sign', 'subtle.encrypt', 'subtle.wrapKey']

/** Algorithms that give the same each time for the same key. */
const SAME_EACH_TIME = /\b(?:HMAC|AES-[A-Z]+|AES-KW|RSASSA-PKCS1-v1_5|Ed25519|Ed448)\b/i

/** Not `structuredClone`, which Node's declarations keep among them. */
const THREADS = [
  'Worker',
  'isMainThread',
  'parentPort',
  'workerData',
  'threadId',
  'threadName',
  'resourceLimits',
  'MessageChannel',
  'MessagePort',
  'BroadcastChannel',
  'receiveMessageOnPort',
  'getEnvironmentData',
  'setEnvironmentData',
  'postMessageToThread',
  'locks.*'
]

/** What any code of the process can set for all others. */
const SETTINGS = 'a setting of the process'
const SETTINGS_OF_EVENTS = ['defaultMaxListeners', 'captureRejections', 'getMaxListeners', 'usingDomains'].flatMap(
  name => [name, `EventEmitter.${name}`]
)
const SETTINGS_OF_STREAMS = ['getDefaultHighWaterMark', 'setDefaultHighWaterMark'].flatMap(name => [
  name,
  `Stream.${name}`
])
const SETTINGS_OF_INSPECT = ['defaultOptions', 'styles', 'colors', 'replDefaults'].map(name => `inspect.${name}.*`)

/** `RegExp.$1` and its like. */
const LAST_MATCH = [
  ...Array.from({ length: 9 }, (_, index) => `$${index + 1}`),
  ...['input', '$_', 'lastMatch', '$&', 'lastParen', '$+', 'leftContext', '$`', 'rightContext', "$'"]
]

/** Methods of dates that work in the time zone of the machine. */
const LOCAL_TIME = [
  ...['FullYear', 'Year', 'Month', 'Date', 'Hours', 'Minutes'].flatMap(part => [
    `prototype.get${part}`,
    `prototype.set${part}`
  ]),
  ...['getDay', 'getTimezoneOffset', 'toString', 'toDateString', 'toTimeString'].map(name => `prototype.${name}`)
]

const TABLE: readonly Row[] = [
  { pin: 'Date', members: [''], arguments: NONE, ...clock },
  { pin: 'Date', members: ['now'], ...clock },
  { pin: 'performance', members: PERFORMANCE, ...clock },
  { pin: 'node:perf_hooks', members: PERFORMANCE.map(name => `performance.${name}`), ...clock },
  ...['process', 'node:process'].map(pin => ({ pin, members: PROCESS_CLOCK, ...clock })),
  { pin: 'node:perf_hooks', members: ['eventLoopUtilization', 'monitorEventLoopDelay', 'PerformanceMark'], ...clock },
  { pin: 'PerformanceMark', members: [''], ...clock },
  { pin: 'Event', members: ['prototype.timeStamp'], ...clock },
  { pin: 'File', members: ['prototype.lastModified'], ...clock },
  {
    pin: 'Temporal',
    members: ['Now.instant', 'Now.zonedDateTimeISO', 'Now.plainDateTimeISO', 'Now.plainDateISO', 'Now.plainTimeISO'],
    ...clock
  },
  ...['dayjs', 'moment'].map(pin => ({ pin, members: ['', 'utc'], arguments: NONE, ...clock })),
  { pin: 'luxon', members: ['DateTime.now', 'DateTime.local', 'DateTime.utc'], arguments: NONE, ...clock },
  {
    pin: 'date-fns',
    members: [
      'formatDistanceToNow', 'formatDistanceToNowStrict', 'isToday', 'isYesterday', 'isTomorrow', 'isPast', 'isFuture',
      'isThisMinute', 'isThisHour', 'isThisWeek', 'isThisMonth', 'isThisYear', 'startOfToday', 'endOfToday',
    ], // prettier-ignore
    ...clock
  },
  { pin: 'Math', members: ['random'], ...random },
  { pin: 'crypto', members: ['randomUUID', 'getRandomValues', 'subtle.generateKey'], ...random },
  {
    pin: 'node:crypto',
    members: [
      'randomBytes', 'randomUUID', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues', 'webcrypto.getRandomValues',
      'webcrypto.randomUUID', 'webcrypto.subtle.generateKey', 'generateKeyPair', 'generateKeyPairSync', 'generateKey',
      'generateKeySync',
      'subtle.generateKey', 'pseudoRandomBytes', 'prng', 'rng', 'generatePrime', 'generatePrimeSync', 'createDiffieHellman',
      'publicEncrypt',
      // The global object, where only the types of Node declare it.
      'crypto', 'crypto.getRandomValues', 'crypto.randomUUID', 'crypto.subtle.generateKey',
    ], // prettier-ignore
    ...random
  },
  ...[
    { pin: 'crypto', before: '' },
    ...['', 'webcrypto.', 'crypto.'].map(before => ({ pin: 'node:crypto', before }))
  ].map(({ pin, before }) => ({
    pin,
    members: RANDOM_BY_ALGORITHM.map(name => `${before}${name}`),
    unless: SAME_EACH_TIME,
    ...random
  })),
  // By elliptic curves, and RSA with PSS; which it is stands in the key.
  { pin: 'node:crypto', members: ['sign'], ...random },
  { pin: 'Sign', members: ['prototype.sign'], ...random },
  ...['ECDH', 'DiffieHellman', 'DiffieHellmanGroup'].map(pin => ({
    pin,
    members: ['prototype.generateKeys'],
    ...random
  })),
  { pin: 'uuid', members: ['v1', 'v4', 'v6', 'v7'], ...random },
  ...['nanoid', 'ulid', 'cuid', 'shortid', '@paralleldrive/cuid2', '@faker-js/faker', 'crypto-random-string'].map(
    pin => ({
      pin,
      members: ['*'],
      ...random
    })
  ),
  ...['lodash', 'lodash-es'].flatMap(pin => [
    { pin, members: ['random', 'sample', 'sampleSize', 'shuffle', 'uniqueId'], ...random },
    { pin, members: ['now'], ...clock }
  ]),
  {
    pin: 'Intl',
    members: [
      'DateTimeFormat',
      'NumberFormat',
      'Collator',
      'PluralRules',
      'RelativeTimeFormat',
      'ListFormat',
      'Segmenter',
      'DurationFormat'
    ],
    arguments: NONE,
    ...locale
  },
  ...['Date', 'Number', 'BigInt', 'Array', 'ReadonlyArray', 'String'].map(pin => ({
    pin,
    members: [
      'toLocaleString',
      'toLocaleDateString',
      'toLocaleTimeString',
      'toLocaleUpperCase',
      'toLocaleLowerCase',
      'localeCompare'
    ].map(name => `prototype.${name}`),
    arguments: NONE,
    ...locale
  })),
  {
    pin: 'Date',
    members: ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'].map(name => `prototype.${name}`),
    arguments: ONE,
    ...timeZone
  },
  { pin: 'Intl', members: ['DateTimeFormat'], arguments: ONE, ...timeZone },
  { pin: 'Date', members: [''], arguments: [2, 7], ...timeZone },
  { pin: 'Date', members: LOCAL_TIME, ...timeZone },
  { pin: 'Temporal', members: ['Now.timeZoneId'], ...timeZone },
  ...['process', 'node:process'].map(pin => ({ pin, members: PROCESS_STATE, ...outside('the state of the process') })),
  ...['process', 'node:process'].map(pin => ({
    pin,
    members: ['stdin.*', 'openStdin', ...TERMINAL],
    ...outside('a terminal or stream')
  })),
  { pin: 'node:util', members: ['styleText'], ...outside('a terminal or stream') },
  ...['v8', 'domain', 'inspector', 'inspector/promises', 'trace_events', 'wasi', 'test'].map(name => ({
    pin: `node:${name}`,
    members: ['*'],
    ...outside('the state of the process')
  })),
  {
    pin: 'node:async_hooks',
    members: ['executionAsyncId', 'triggerAsyncId', 'executionAsyncResource'],
    ...outside('which call it runs in')
  },
  {
    pin: 'AsyncResource',
    members: ['prototype.asyncId', 'prototype.triggerAsyncId'],
    ...outside('which call it runs in')
  },
  { pin: 'node:util', members: ['parseArgs'], unless: /\bargs\b/, ...outside('the arguments of the process') },
  { pin: 'DebugLogger', members: ['prototype.enabled'], ...outside('the environment') },
  { pin: 'Error', members: ['stackTraceLimit', 'prepareStackTrace'], ...outside(SETTINGS) },
  { pin: 'node:events', members: SETTINGS_OF_EVENTS, ...outside(SETTINGS) },
  { pin: 'EventEmitter', members: ['prototype.getMaxListeners'], ...outside(SETTINGS) },
  { pin: 'node:util', members: SETTINGS_OF_INSPECT, ...outside(SETTINGS) },
  { pin: 'node:crypto', members: ['getFips', 'setFips', 'fips', 'setEngine', 'secureHeapUsed'], ...outside(SETTINGS) },
  { pin: 'node:stream', members: SETTINGS_OF_STREAMS, ...outside(SETTINGS) },
  { pin: 'node:buffer', members: ['INSPECT_MAX_BYTES', 'Buffer.poolSize', 'resolveObjectURL'], ...outside(SETTINGS) },
  { pin: 'Buffer', members: ['poolSize'], ...outside(SETTINGS) },
  ...['URL', 'node:url'].map(pin => ({
    pin,
    members: ['createObjectURL', 'URL.createObjectURL'],
    ...outside('the state of the process')
  })),
  { pin: 'node:diagnostics_channel', members: ['hasSubscribers'], ...outside(SETTINGS) },
  ...['Buffer', 'node:buffer'].map(pin => ({
    pin,
    members: ['allocUnsafe', 'allocUnsafeSlow', 'Buffer.allocUnsafe', 'Buffer.allocUnsafeSlow', 'SlowBuffer'],
    ...outside('memory as it was left')
  })),
  { pin: 'node:sea', members: ['*'], ...outside('files') },
  { pin: 'node:vm', members: ['*'], ...outside('what code that exists only at run time reads') },
  { pin: 'RegExp', members: LAST_MATCH, ...outside('what was matched last') },
  { pin: 'Error', members: ['prototype.stack'], ...outside('where the code lies') },
  ...VIEWS.map(pin => ({
    pin,
    members: ['buffer', 'byteOffset', 'parent', 'offset'].map(name => `prototype.${name}`),
    ...outside('what lies around the bytes that it shows')
  })),
  ...['Object', 'Reflect'].map(pin => ({
    pin,
    members: ['isFrozen', 'isSealed', 'isExtensible', 'getOwnPropertyDescriptor', 'getOwnPropertyDescriptors'],
    ...outside('how members are held')
  })),
  ...['ArrayBuffer', 'SharedArrayBuffer'].map(pin => ({
    pin,
    members: ['resizable', 'growable', 'maxByteLength', 'resize', 'grow'].map(name => `prototype.${name}`),
    ...outside('how far it may grow')
  })),
  { pin: 'node:util', members: ['getCallSite', 'getCallSites'], ...outside('where the code lies') },
  { pin: 'node:os', members: ['*'], ...outside('the machine it runs on') },
  { pin: 'node:fs', members: ['*'], ...outside('files') },
  { pin: 'keyprint', members: ['file'], ...outside('a file') },
  { pin: 'node:fs/promises', members: ['*'], ...outside('files') },
  { pin: 'node:child_process', members: ['*'], ...outside('another process') },
  ...['execa', 'cross-spawn', 'shelljs', 'zx'].map(pin => ({ pin, members: ['*'], ...outside('another process') })),
  { pin: 'node:worker_threads', members: THREADS, ...outside('another thread or process') },
  { pin: 'node:cluster', members: ['*'], ...outside('another thread or process') },
  ...['node:readline', 'node:readline/promises', 'node:tty', 'node:repl'].map(pin => ({
    pin,
    members: ['*'],
    ...outside('a terminal or stream')
  })),
  ...['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'document', 'location', 'navigator'].map(pin => ({
    pin,
    members: ['*'],
    ...outside('the browser')
  })),
  { pin: 'fetch', members: [''], ...outside('the network') },
  { pin: 'WebSocket', members: [''], ...outside('the network') },
  { pin: 'XMLHttpRequest', members: [''], ...outside('the network') },
  ...['net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns', 'dns/promises'].map(name => ({
    pin: `node:${name}`,
    members: ['*'],
    ...outside('the network')
  })),
  ...[
    ...[
      'axios',
      'got',
      'ky',
      'node-fetch',
      'cross-fetch',
      'undici',
      'ofetch',
      'needle',
      'superagent',
      'graphql-request'
    ],
    ...['ws', 'socket.io', 'socket.io-client', 'mqtt', 'amqplib', 'kafkajs', 'nodemailer', '@grpc/grpc-js']
  ].map(pin => ({
    pin,
    members: ['*'],
    ...outside('the network')
  })),
  ...[
    'node:sqlite',
    'pg',
    'pg-promise',
    'mariadb',
    'mssql',
    'oracledb',
    'cassandra-driver',
    'neo4j-driver',
    '@elastic/elasticsearch',
    'drizzle-orm',
    'kysely',
    'mysql',
    'mysql2',
    'mongodb',
    'mongoose',
    'redis',
    '@redis/client',
    'ioredis',
    'better-sqlite3',
    'sqlite3',
    '@prisma/client',
    'knex',
    'typeorm',
    'sequelize',
    'postgres',
    'lmdb',
    'level',
    'memcached',
    'memjs'
  ].map(pin => ({ pin, members: ['*'], ...outside('a database') })),
  ...['fs-extra', 'graceful-fs', 'glob', 'fast-glob', 'globby', 'chokidar', 'rimraf'].map(pin => ({
    pin,
    members: ['*'],
    ...outside('files')
  }))
]

/** Members that only compute, of modules that otherwise reach outside. */
const HARMLESS = new Set([
  'node:fs constants',
  'node:fs/promises constants',
  'node:os EOL',
  'node:os constants',
  'node:net isIP',
  'node:net isIPv4',
  'node:net isIPv6',
  'node:http STATUS_CODES',
  'node:http METHODS',
  'node:http validateHeaderName',
  'node:http validateHeaderValue',
  ...['serialize', 'deserialize', 'Serializer', 'Deserializer', 'DefaultSerializer', 'DefaultDeserializer'].map(
    name => `node:v8 ${name}`
  )
])

const READS: Readonly<Record<EffectKind, string>> = {
  time: clock.reads,
  randomness: random.reads,
  'outside world': 'the outside world',
  locale: locale.reads,
  'time zone': timeZone.reads
}

interface Use {
  readonly pin: string
  readonly member: string
  readonly form: 'call' | 'new' | 'read' | 'test' | 'printed' | 'made' | 'told'
  readonly arguments: number
  readonly given?: string
}

/** What a use of pinned code reads that is in no key, or nothing. What is only printed is no part of any answer. */
export function effectOf(use: Use, declared: readonly DeclaredEffect[] = []): Effect | undefined {
  const effect = effectOfUse(use, declared)
  return use.form === 'printed' && effect?.kind !== 'outside world' ? undefined : effect
}

/** What a package keeps in a function that it made. */
const KEPT = 'what the function that it made may keep between calls'

/** What a package goes by since a function of it was called that settles something. */
const TOLD = 'what it was last told by the program'

/** What is declared goes before the table. */
function effectOfUse(use: Use, declared: readonly DeclaredEffect[]): Effect | undefined {
  const own = declared.find(each => isAbout(each, use))
  if (own !== undefined) return own.kind === 'none' ? undefined : { kind: own.kind, reads: READS[own.kind] }
  if (HARMLESS.has(`${use.pin} ${use.member.split('.')[0] ?? ''}`)) return undefined
  if (use.form === 'test') return undefined
  if (use.form === 'made') return keepsNothing(use.pin, use.member) ? undefined : outside(KEPT)
  if (use.form === 'told') return outside(TOLD)
  if (use.form === 'read' && use.member === '') return effectOfWhole(use.pin)
  const row = TABLE.find(
    each => each.pin === use.pin && each.members.some(member => isMeant(member, use.member)) && fits(each, use)
  )
  return row && { kind: row.kind, reads: row.reads }
}

function isMeant(pattern: string, member: string): boolean {
  if (pattern === '*' || pattern === member) return true
  return pattern.endsWith('.*') && `${member}.`.startsWith(pattern.slice(0, -1))
}

/** What is handed on as a value may be asked for anything: `const clock = Date`, `(isLocal ? fs : remote).readFile(path)`. */
function effectOfWhole(pin: string): Effect | undefined {
  const row = TABLE.find(
    each =>
      each.pin === pin &&
      !each.members.every(member => member.startsWith('prototype.')) &&
      (each.kind === 'time' || each.kind === 'randomness' || each.members.includes('') || each.members.includes('*'))
  )
  return row && { kind: row.kind, reads: row.reads }
}

function fits(row: Row, use: Use): boolean {
  if (row.unless !== undefined && use.given !== undefined && row.unless.test(use.given)) return false
  if (row.arguments === undefined) return true
  const [least, most] = row.arguments
  return use.form !== 'read' && use.arguments >= least && use.arguments <= most
}

function isAbout({ package: name, members }: DeclaredEffect, { pin, member }: Use): boolean {
  if (pin !== name && pin !== `node:${name}`) return false
  return members === undefined || members.some(each => member === each || member.startsWith(`${each}.`))
}
