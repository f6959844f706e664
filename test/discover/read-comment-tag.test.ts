import { isNear, readCommentTags } from '../../transformer/discover/read-comment-tag'

test.each([
  ['/** @cached */', {}, []],
  ['/**\n * Prices.\n * @cached ttl=5m ignore=logger,trace\n */', { ttl: '5m' }, ['logger', 'trace']],
  ['/** @cached lock ttl=1h */', { lock: true, ttl: '1h' }, []],
  ['/** @cached maxSize=500MB provenance */', { maxSize: '500MB', provenance: true }, []],
  ['/** @cached lock=10s */', { lock: '10s' }, []],
  ['/** @cached lock=true */', { lock: true }, []],
  ['/** @cached lock=false ttl=1.5s */', { lock: false, ttl: '1.5s' }, []],
  ['/** @cached - the words after a dash are prose */', {}, []],
  ['/**\r\n * @cached ttl=1h\r\n */', { ttl: '1h' }, []]
])('%j is a mark', (comment, options, ignore) => {
  expect(readCommentTags(comment)).toEqual([{ is: 'mark', tag: { keptBy: 'value', options, ignore, wrong: [] } }])
})

test.each([
  '/** not @cached here */',
  '/* @cached */',
  '// @cached',
  '/** @see cached */',
  '/** @attached */',
  '/** {@link cached} */'
])('%j is no mark', comment => {
  expect(readCommentTags(comment)).toEqual([])
})

test.each(['Cached', 'cache', 'caches', 'chached', 'cachd', 'cahced', 'CACHED', 'catched', 'cashed'])(
  '@%s is near enough to be meant',
  written => {
    expect(readCommentTags(`/** @${written} */`)).toEqual([{ is: 'near miss', written, meant: 'cached' }])
  }
)

test('a comment may hold another mark, and two of them', () => {
  expect(readCommentTags('/** The pool. @see x\n * @singleton ttl=5m maxEntries=3 ignore=logger - for all */')).toEqual(
    [
      {
        is: 'mark',
        tag: { keptBy: 'reference', options: { ttl: '5m', maxEntries: '3' }, ignore: ['logger'], wrong: [] }
      }
    ]
  )
  expect(readCommentTags('/** @singelton */')).toEqual([{ is: 'near miss', written: 'singelton', meant: 'singleton' }])
  const both = readCommentTags('/**\n * @singleton\n * @cached\n */')
  expect(both.map(each => each.is === 'mark' && each.tag.keptBy)).toEqual(['reference', 'value'])
})

test.each([
  ['validate', 'validate is a function, and stands in code: singleton(fn, { validate: … })'],
  ['scope=request', 'scope is a function, and stands in code: singleton(fn, { scope: … })'],
  ['maxEntries=many', 'maxEntries is a whole number of at least 1'],
  [
    'codec=json',
    'a singleton takes only ttl, validate, onRelease, scope, maxEntries and ignore: its instance is no entry of a store'
  ]
])('what a singleton cannot be told in a comment is kept for a report: %s', (word, reason) => {
  expect(readCommentTags(`/** @singleton ${word} */`)).toMatchObject([{ tag: { wrong: [{ word, reason }] } }])
})

test('words that are not options are kept for a report', () => {
  const [reading] = readCommentTags('/** @cached 5m ttl=1s max=3 locks */')
  expect(reading).toEqual({
    is: 'mark',
    tag: {
      keptBy: 'value',
      options: { ttl: '1s' },
      ignore: [],
      wrong: ['5m', 'max=3', 'locks'].map(word => ({
        word,
        reason:
          'known are ttl=…, jitter=…, staleWhileRevalidate=…, staleIfError=…, earlyRefresh, earlyRefresh=…, minDuration=…, maxSize=…, maxEntries=…, tags=…, isolate=…, codec=…, lock, lock=…, version=…, fingerprint=…, pin=…, ignoreCode, provenance and ignore=…'
      }))
    }
  })
})

test.each(['ttl=soon', 'ttl=0', 'ttl=-1', 'ttl=true', 'ttl=1.5', 'lock=maybe', 'lock=0s', 'maxSize=0', 'maxSize=much'])(
  'a value that an option cannot have is kept for a report: %s',
  word => {
    expect(readCommentTags(`/** @cached ${word} */`)).toMatchObject([{ tag: { options: {}, wrong: [{ word }] } }])
  }
)

test('an option that is set twice keeps its first value', () => {
  const wrong = [{ word: 'ttl=2m', reason: 'ttl is set twice' }]
  expect(readCommentTags('/** @cached ttl=1m ttl=2m */')).toMatchObject([{ tag: { options: { ttl: '1m' }, wrong } }])
})

test.each([
  ['cached', 'cached', true],
  ['cached', 'acched', true],
  ['cached', 'cacheed', true],
  ['cached', 'attached', false],
  ['cached', 'chached', true],
  ['cached', 'cach', false],
  ['cached', 'dehcac', false]
])('%s and %s: %p', (a, b, near) => {
  expect(isNear(a, b)).toBe(near)
})
