import { analyzeSources } from '../support/analyze-sources'

function analyzeWith(options: string, more = '') {
  const { functions, diagnostics, plans } = analyzeSources({
    'main.ts': `
      import { cached } from 'keyprint'
      export const idOf = (order: { id: number }) => order.id + unit
      const unit = 1
      ${more}
      const rate = (n: number) => n * 2
      export const total = cached((order: { id: number; log: () => void }) => rate(order.id), ${options})`
  })
  const records = plans.flatMap(plan => plan.marked.map(each => each.record))
  return {
    fingerprint: functions[0]?.fingerprint,
    diagnostics: diagnostics.map(each => each.message),
    record: records[0],
    plans
  }
}

describe('key', () => {
  test('is code of the function, and the run time is told which', () => {
    const base = analyzeWith('{}')
    const [first, second, named] = ['{ key: order => order.id }', '{ key: order => -order.id }', '{ key: idOf }'].map(
      each => analyzeWith(each)
    )
    expect(new Set([base, first, second, named].map(each => each?.fingerprint)).size).toBe(4)
    expect(first?.record?.functions).toHaveLength(1)
    expect(first?.plans.flatMap(plan => plan.assigned ?? []).map(each => each.name)).toEqual(['key'])
    const renamed = analyzeWith('{ key(given) { return given.id } }')
    expect(renamed.record?.functions).toHaveLength(1)
    expect(renamed.diagnostics).toEqual([])
  })

  test('what it calls is part of it', () => {
    const sources = analyzeWith('{ key: idOf }')
    expect(analyzeWith('{ key: idOf }', 'export const unused = 1').fingerprint).toBe(sources.fingerprint)
    const other = analyzeSources({
      'main.ts': `
        import { cached } from 'keyprint'
        export let unit = 1
        export const total = cached((order: { id: number }) => order.id, { key: order => order.id * unit })
        unit = 2`
    })
    expect(other.functions[0]?.captures.map(each => each.name)).toEqual(['unit'])
  })

  test('parameters that no key can hold are not reported', () => {
    expect(analyzeWith('{}').diagnostics.join()).toContain('KP4002')
    expect(analyzeWith('{ key: order => order.id }').diagnostics).toEqual([])
  })

  test.each([
    ['{ key: keys[0]! }', "'key' is not an option of the mark: the function is neither written here nor named"],
    ['{ key() { return this } }', "the function uses 'this', and is called without one"]
  ])('%s is refused', (options, message) => {
    const { diagnostics, record } = analyzeWith(options, 'const keys = [(order: { id: number }) => order.id]')
    expect(diagnostics.join()).toContain(message)
    expect(record?.uncached).toBe('KP1003')
  })
})

describe('version and ignoreCode', () => {
  test('a version is part of the fingerprint, and with ignoreCode all of it', () => {
    const texts = ['{}', "{ version: '1' }", '{ version: 2 }', "{ version: '2', ignoreCode: true }"]
    const found = texts.map(each => analyzeWith(each))
    expect(new Set(found.map(each => each.fingerprint)).size).toBe(4)
    expect(found[2]?.fingerprint).toBe(analyzeWith("{ version: '2' }").fingerprint)
    expect(found.map(({ record }) => [record?.version, record?.ignoresCode])).toEqual([
      [undefined, undefined],
      ['1', undefined],
      ['2', undefined],
      ['2', true]
    ])
  })

  test('with ignoreCode an edit of the code changes nothing, and its name and file do', () => {
    const of = (file: string, name: string, body: string, version = '1') =>
      analyzeSources({
        [file]: `/** @cached ignoreCode version=${version} */\nexport function ${name}(n: number) { return ${body} }`
      }).functions[0]?.fingerprint
    const first = of('a.ts', 'f', 'n')
    expect(of('a.ts', 'f', 'n + 1')).toBe(first)
    expect([of('a.ts', 'g', 'n'), of('b.ts', 'f', 'n'), of('a.ts', 'f', 'n', '2')]).not.toContain(first)
  })

  test('a fingerprint of its own stands in place of the code, and of where it is', () => {
    const of = (file: string, name: string, body: string, tag: string) =>
      analyzeSources({ [file]: `/** @cached ${tag} */\nexport function ${name}(n: number) { return ${body} }` })
    const first = of('a.ts', 'f', 'n', 'fingerprint=rates').functions[0]?.fingerprint
    expect(first).toMatch(/^[0-9a-f]{32}$/)
    expect(of('b.ts', 'f', 'n + 1', 'fingerprint=rates').functions[0]?.fingerprint).toBe(first)
    expect(of('a.ts', 'f', 'n', 'fingerprint=others').functions[0]?.fingerprint).not.toBe(first)
    expect(of('a.ts', 'f', 'n', 'fingerprint=rates version=2').functions[0]?.fingerprint).not.toBe(first)
    const { fingerprint, record } = analyzeWith("{ fingerprint: 'rates' }")
    expect([fingerprint, record?.stated, record?.ignoresCode]).toEqual([first, 'rates', true])
  })

  test('two functions of one name with one such fingerprint are refused', () => {
    const text = '/** @cached fingerprint=rates */\nexport function f(n: number) { return n }'
    const { diagnostics } = analyzeSources({ 'a.ts': text, 'b.ts': text, 'c.ts': text.replace('f(', 'g(') })
    expect(diagnostics.map(each => [each.code, each.location?.file])).toEqual([['KP1003', 'b.ts']])
  })

  test('code that is out of sight is no error then', () => {
    const text = (tag: string) =>
      `declare function far(n: number): number\n/** @cached ${tag} */\nexport function f(n: number) { return far(n) }`
    const codes = (tag: string) => analyzeSources({ 'main.ts': text(tag) }).diagnostics.map(each => each.code)
    expect([codes(''), codes('ignoreCode version=1'), codes('fingerprint=far')]).toEqual([['KP3003'], [], []])
  })

  test.each([
    [
      '{ ignoreCode: true }',
      "'ignoreCode' is not an option of the mark: without the code only a version tells new results from old ones"
    ],
    [
      '{ version: current }',
      "'version: current' is not an option of the mark: it belongs to the fingerprint, and has to be written out"
    ],
    ["{ version: '' }", 'version is a text or a number'],
    [
      '{ fingerprint: current }',
      "'fingerprint: current' is not an option of the mark: it belongs to the fingerprint, and has to be written out"
    ]
  ])('%s is refused', (options, message) => {
    const { diagnostics } = analyzeWith(options, "export const current = '2'")
    expect(diagnostics.join()).toContain(message)
  })
})
