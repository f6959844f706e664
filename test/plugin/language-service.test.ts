import { createTspcProject } from '../lanes/tspc-project'
import { openEditor, pluginLine } from './editor-session'

/** A marked function with a callee in another file and a captured binding of its own. */
const price = {
  'src/price.ts': `import { round } from './round'
let rate = 0.2
export const setRate = (to: number): void => { rate = to }
/**
 * What a customer pays.
 * @cached
 */
export function price(net: number, _trace?: string): number { return round(net * (1 + rate)) }
export const twice = (net: number): number => 2 * price(net)
`,
  'src/round.ts': `export function round(amount: number): number { return Math.round(amount) }\n`
}

const clock = (body: string): Record<string, string> => ({
  'src/clock.ts': `/** @cached */\nexport function stamp(id: string): string {\n  ${body}\n}\n`
})

describe('diagnostics', () => {
  test('appear as soon as an imported file is changed, and go when it is changed back', async () => {
    const editor = await openEditor(price)
    expect(await editor.codes('src/price.ts')).toEqual([])
    await editor.type('src/round.ts', 'Math.round(amount)', 'Math.round(amount + Date.now())')
    const [shown] = await editor.diagnostics('src/round.ts')
    expect(shown).toMatchObject({
      text: expect.stringMatching(/^KP2004: 'Date\.now'/),
      category: 'error',
      code: 902004,
      source: 'keyprint',
      start: { line: 1 }
    })
    expect(shown?.relatedInformation?.map(({ message }) => message)).toEqual([
      "'round' is used by 'price'",
      "'price' is marked as cached"
    ])
    await editor.type('src/round.ts', ' + Date.now()', '')
    expect(await editor.codes('src/round.ts')).toEqual([])
  })

  test('stand beside those of the checker', async () => {
    const editor = await openEditor(clock('return id.length + new Date().toISOString() - 1'))
    const { body } = await editor.request('semanticDiagnosticsSync', { file: `${editor.folder}/src/clock.ts` })
    expect((body as { code: number }[]).map(({ code }) => code)).toEqual(expect.arrayContaining([2322, 902004]))
  })

  test('show a suppression that nothing needs', async () => {
    const editor = await openEditor(
      clock('// @keyprint-ignore KP2004 -- read once a day\n  return id + new Date().toISOString()')
    )
    expect(await editor.codes('src/clock.ts')).toEqual([])
    await editor.type('src/clock.ts', 'new Date().toISOString()', '"today"')
    expect(await editor.diagnostics('src/clock.ts')).toMatchObject([
      { category: 'warning', text: expect.stringMatching(/^KP1008/) }
    ])
  })

  test('come as hints where they are notes: editors show messages as errors', async () => {
    const plugins = [{ ...pluginLine, severity: { KP2004: 'note' } }]
    const editor = await openEditor(clock('return id + new Date().toISOString()'), { plugins })
    expect(await editor.diagnostics('src/clock.ts')).toMatchObject([{ category: 'suggestion' }])
  })
})

describe('options', () => {
  const source = clock('return id + new Date().toISOString()')
  test.each([
    [
      'the line of the transformer',
      [{ transform: 'keyprint/transformer', severity: { KP2004: 'warning' } }, { name: 'keyprint/language-service' }]
    ],
    ['its own line', [{ name: 'keyprint/language-service', severity: { KP2004: 'warning' } }]],
    ['one line for both', [{ ...pluginLine, severity: { KP2004: 'warning' } }]]
  ])('are taken from %s', async (_, plugins) => {
    const editor = await openEditor(source, { plugins })
    expect(await editor.diagnostics('src/clock.ts')).toMatchObject([{ category: 'warning' }])
  })

  test('on one line for both are those of the build', () => {
    const project = createTspcProject(source, {
      plugin: { name: 'keyprint/language-service', severity: { KP2004: 'warning' } }
    })
    expect(project.tspc('-p', '.')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('warning TS902004: KP2004')
    })
  })

  test('of the line of the transformer win', async () => {
    const plugins = [
      { name: 'keyprint/language-service', severity: { KP2004: 'warning' } },
      { transform: 'keyprint/transformer' }
    ]
    const editor = await openEditor(source, { plugins })
    expect(await editor.diagnostics('src/clock.ts')).toMatchObject([{ category: 'error' }])
  })

  test('that are wrong are reported with the options of the compiler', async () => {
    const editor = await openEditor(source, { plugins: [{ ...pluginLine, strikt: true }] })
    const { body } = await editor.request('compilerOptionsDiagnostics-full', {
      projectFileName: `${editor.folder}/tsconfig.json`
    })
    expect(body).toMatchObject([{ message: expect.stringMatching(/^KP5001: .*'strikt'/) }])
  })
})

describe('hover', () => {
  const described = expect.stringMatching(
    /^What a customer pays\.\n\ncached, fingerprint `[0-9a-f]{12}`\n\n- captures: `rate` \(module\)\n- ignored parameters: `_trace`\n- callees: 1$/
  )

  test('over the name of a cached function shows what its key is made of', async () => {
    const editor = await openEditor(price)
    expect(await editor.hover('src/price.ts', 'price', 'export function ')).toEqual(described)
    expect(await editor.hover('src/price.ts', 'price', '2 * ')).toEqual(described)
    expect(await editor.hover('src/price.ts', 'twice')).toBe('')
    expect(await editor.hover('src/price.ts', 'net', 'price(')).toBe('')
  })

  test('shows another fingerprint after an edit of a callee', async () => {
    const editor = await openEditor(price)
    const before = await editor.hover('src/price.ts', 'price', 'export function ')
    await editor.type('src/round.ts', 'Math.round', 'Math.floor')
    const after = await editor.hover('src/price.ts', 'price', 'export function ')
    expect(after).toEqual(described)
    expect(after).not.toBe(before)
  })

  test.each([
    ['a const', '/** @cached */ export const total = (n: number): number => n + 1\n', 'total'],
    [
      'a wrapper',
      "import { cached } from 'keyprint'\nexport const total = cached((n: number): number => n + 1)\n",
      'total'
    ],
    ['a method', 'export class Sum {\n  /** @cached */ total(n: number): number { return n + 1 }\n}\n', 'total'],
    [
      'an overload',
      '/** @cached */\nexport function total(n: number): number\nexport function total(n: string): number\nexport function total(n: unknown): number { return Number(n) + 1 }\nexport const two = total(1)\n',
      'total'
    ]
  ])('knows %s', async (_, source, name) => {
    const editor = await openEditor({ 'src/sum.ts': source })
    for (const after of ['', 'two = ']) {
      if (source.includes(after))
        expect(await editor.hover('src/sum.ts', name, after)).toMatch(/cached, fingerprint `[0-9a-f]{12}`/)
    }
  })
})

describe('a fault of ours', () => {
  /** A plugin that stands before ours, so that ours works with what it broke. */
  const breaking = (name: string, body: string): Record<string, string> => ({
    [`node_modules/${name}/index.js`]: `module.exports = () => ({ create: ({ languageService: service }) => ({ ...service, ${body} }) })\n`
  })
  const plugins = [{ name: 'breaking' }, pluginLine]
  const source = clock('const n: string = 1\n  return id + n + new Date().toISOString()')

  test.each([
    [
      'in the analysis',
      'getProgram: () => service.broken ??= Object.create(service.getProgram(), { isSourceFileFromExternalLibrary: { value() { throw new Error("broken") } } })',
      1
    ],
    ['around it', 'getProgram() { throw new Error("broken") }', 3]
  ])('%s is logged and leaves the editor what it had', async (_, body, times) => {
    const editor = await openEditor({ ...breaking('breaking', body), ...source }, { plugins, open: ['src/clock.ts'] })
    const file = `${editor.folder}/src/clock.ts`
    const answer = await editor.request('semanticDiagnosticsSync', { file })
    expect(answer).toMatchObject({ success: true, body: [{ code: 2322 }] })
    const range = { startLine: 3, startOffset: 9, endLine: 3, endOffset: 10 }
    expect(await editor.request('getCodeFixes', { file, ...range, errorCodes: [902004] })).toEqual({
      success: true,
      body: []
    })
    expect(await editor.request('quickinfo', { file, line: 2, offset: 17 })).toMatchObject({
      success: true,
      body: { displayString: 'function stamp(id: string): string', documentation: '' }
    })
    // An analysis that failed is not tried again for the same program.
    expect(editor.log().match(/keyprint: .*Error: broken/g)).toHaveLength(times)
  })
})
