import { readOptions } from '../transformer/options'

function refusalsOf(raw: unknown): string[] {
  return readOptions(raw).findings.map(({ code, subject, reason }) => `${code} ${subject}: ${reason}`)
}

test('nothing is set unless it is written', () => {
  const nothing = { options: { severity: {}, strict: false, effects: [], pin: {} }, findings: [] }
  expect(readOptions(undefined)).toEqual(nothing)
  expect(readOptions({ transform: 'keyprint/transformer', transformProgram: true })).toEqual(nothing)
})

test('effects are read as they are written', () => {
  const effects = [
    { package: 'my-db', members: ['query', 'pool.query'], kind: 'time' },
    { package: 'node:os', kind: 'none' }
  ]
  expect(readOptions({ effects })).toEqual({ options: { severity: {}, strict: false, effects, pin: {} }, findings: [] })
})

test.each([
  [
    { package: 'a', kind: 'time' },
    'effects: expected a list such as [{ "package": "my-db", "kind": "outside world" }]'
  ],
  [['my-db'], 'effects[0]: expected an object such as { "package": "my-db", "kind": "outside world" }'],
  [[null], 'effects[0]: expected an object such as { "package": "my-db", "kind": "outside world" }'],
  [[{ kind: 'time' }], 'effects[0].package: expected the name of a package, a module or a global'],
  [[{ package: '', kind: 'time' }], 'effects[0].package: expected the name of a package, a module or a global'],
  [[{ package: 'a' }], 'effects[0].kind: expected one of time, randomness, outside world, locale, time zone, none'],
  [
    [{ package: 'a', kind: 'Time' }],
    'effects[0].kind: expected one of time, randomness, outside world, locale, time zone, none'
  ],
  [
    [{ package: 'a', kind: 'time', members: 'x' }],
    'effects[0].members: expected a list of names such as ["query", "pool.query"]'
  ],
  [
    [{ package: 'a', kind: 'time', members: [] }],
    'effects[0].members: expected a list of names such as ["query", "pool.query"]'
  ],
  [[{ package: 'a', kind: 'time', member: ['x'] }], 'effects[0].member: known are package, members and kind']
])('effects %j are refused', (effects, refusal) => {
  expect(refusalsOf({ effects })).toEqual([`KP5002 ${refusal}`])
  expect(readOptions({ effects }).options.effects).toEqual([])
})

test('an entry that is not understood leaves the others alone', () => {
  const { options, findings } = readOptions({
    effects: [
      { package: 'a', kind: 'never' },
      { package: 'b', kind: 'time' }
    ]
  })
  expect(findings).toHaveLength(1)
  expect(options.effects).toEqual([{ package: 'b', kind: 'time' }])
})

test.each([
  ['content', { '*': 'content' }],
  [
    { lodash: 'major', '@scope/a': 'minor', '*': 'version' },
    { lodash: 'major', '@scope/a': 'minor', '*': 'version' }
  ]
])('pin %j is read', (pin, read) => {
  expect(readOptions({ pin })).toMatchObject({ options: { pin: read }, findings: [] })
})

test.each([
  [
    'Content',
    'pin: expected one of version, content, major, minor, or an object such as { "lodash": "major", "*": "content" }'
  ],
  [
    ['lodash'],
    'pin: expected one of version, content, major, minor, or an object such as { "lodash": "major", "*": "content" }'
  ],
  [{ lodash: '4' }, 'pin.lodash: expected one of version, content, major, minor'],
  [{ 'lodash/fp': 'major' }, 'pin.lodash/fp: expected the name of a package, or * for all others']
])('pin %j is refused', (pin, refusal) => {
  expect(refusalsOf({ pin })).toEqual([`KP5002 ${refusal}`])
  expect(readOptions({ pin }).options.pin).toEqual({})
})
