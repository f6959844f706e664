import { openEditor, type EditorSession, type QuickFix } from './editor-session'

const open = (text: string, file = 'src/main.ts'): Promise<EditorSession> =>
  openEditor({ [file]: text }, { compilerOptions: { jsx: 'preserve' } })

test('editors learn that there are fixes for our codes, whether or not they name a file', async () => {
  const editor = await open('export {}\n')
  for (const args of [undefined, { file: `${editor.folder}/src/main.ts` }]) {
    const { body } = await editor.request('getSupportedCodeFixes', args)
    const ours = (body as string[]).filter(code => code.startsWith('90'))
    expect(ours).toEqual(expect.arrayContaining(['901002', '901008', '902004', '903003', '904001']))
    expect(ours).not.toContain('909001')
    expect(new Set(ours).size).toBe(ours.length)
    expect(body).toContain('2304')
  }
})

describe('accept a diagnostic', () => {
  test.each([
    [
      'inside of a function',
      '/** @cached */\nexport function f(n: number): number {\n\tif (n > 1) {\n\t\treturn n + Date.now()\n\t}\n\treturn n\n}\n',
      '\t\t// @keyprint-ignore'
    ],
    [
      'on the line of the mark',
      'export const n = 1\n/** @cached */ export const f = (n: number): number => n + Date.now()\nexport const m = 2\n',
      '// @keyprint-ignore'
    ],
    [
      'below the mark',
      '/** @cached */\nexport const f = (n: number): number => n + Date.now()\n',
      '// @keyprint-ignore'
    ],
    [
      'in a file with other line ends',
      '/** @cached */\r\nexport function f(n: number): number {\r\n  return n + Date.now()\r\n}\r\n',
      '  // @keyprint-ignore'
    ]
  ])('%s', async (_, text, comment) => {
    const editor = await open(text)
    expect(await editor.codes('src/main.ts')).toEqual(['KP2004'])
    const fixes = await editor.fixes('src/main.ts', 'KP2004')
    expect(fixes.map(({ fixName }) => fixName)).toEqual(['keyprint-accept'])

    await editor.apply(fixes[0])
    const newline = text.includes('\r') ? '\r\n' : '\n'
    expect(editor.text('src/main.ts')).toContain(`${newline}${comment} KP2004 -- ${newline}`)
    // It accepts nothing until it says why.
    expect([...(await editor.codes('src/main.ts'))].sort()).toEqual(['KP1007', 'KP2004'])
    await editor.type('src/main.ts', 'KP2004 -- ', 'KP2004 -- for the log only')
    expect(await editor.codes('src/main.ts')).toEqual([])
  })

  test.each([
    [
      'a template',
      'src/main.ts',
      '/** @cached */\nexport function f(n: number): string {\n  return `\n    ${n + Date.now()}`\n}\n'
    ],
    [
      'the text of an element',
      'src/main.tsx',
      'declare global { namespace JSX { interface IntrinsicElements { p: object } } }\n/** @cached */\nexport function f(n: number): unknown {\n  return <p>\n    {n + Date.now()}\n  </p>\n}\n'
    ]
  ])('is not offered where a comment would be part of %s', async (_, file, text) => {
    const editor = await open(text, file)
    expect(await editor.codes(file)).toContain('KP2004')
    expect(await editor.fixes(file, 'KP2004')).toEqual([])
  })

  test('is not offered for a diagnostic of the compiler at the same place', async () => {
    const editor = await open(
      '/** @cached */\nexport function f(n: number): number {\n  return n + Date.parze() + Date.now()\n}\n'
    )
    const range = { startLine: 3, startOffset: 19, endLine: 3, endOffset: 24 }
    const { body } = await editor.request('getCodeFixes', {
      file: `${editor.folder}/src/main.ts`,
      ...range,
      errorCodes: [2551]
    })
    expect((body as QuickFix[]).map(({ fixName }) => fixName)).toEqual(['spelling'])
  })
})

describe('leave a parameter out of the key', () => {
  const before = `/**
 * @param log hears of it
 * @cached
 */
export function f(n: number, log: (text: string) => void): number {
  const told = { log }
  told.log(String(n))
  const twice = (log: number): number => 2 * log
  return twice(n)
}
`
  test('renames it wherever it is used', async () => {
    const editor = await open(before)
    expect(await editor.codes('src/main.ts')).toContain('KP4002')
    const fixes = await editor.fixes('src/main.ts', 'KP4002')
    expect(fixes.map(({ description }) => description)).toEqual([
      "Leave 'log' out of the key: rename it to '_log'",
      'Accept KP4002 here, for a reason to be given'
    ])
    await editor.apply(fixes[0])
    const after = before
      .replace('@param log', '@param _log')
      .replace('number, log:', 'number, _log:')
      .replace('{ log }', '{ log: _log }')
    expect(editor.text('src/main.ts')).toBe(after)
    expect(await editor.codes('src/main.ts')).not.toContain('KP4002')
    expect(await editor.hover('src/main.ts', 'f', 'export function ')).toContain('ignored parameters: `_log`')
  })

  test.each([
    [
      'the new name is taken',
      '/** @cached */\nexport function f(n: number, log: () => void): number {\n  const _log = n\n  log()\n  return _log\n}\n'
    ],
    [
      'only a part of it is the matter',
      '/** @cached */\nexport function f(options: { n: number, log: () => void }): number {\n  return options.n\n}\n'
    ],
    [
      'it has no name of its own',
      '/** @cached */\nexport function f({ n, log }: { n: number, log: () => void }): number {\n  log()\n  return n\n}\n'
    ]
  ])('is not offered where %s', async (_, text) => {
    const editor = await open(text)
    const fixes = await editor.fixes('src/main.ts', 'KP4002')
    expect(fixes.map(({ fixName }) => fixName)).toEqual(['keyprint-accept'])
  })
})

describe('correct a mark', () => {
  test.each([
    ['@Cached', '@cached'],
    ['@cache', '@cached'],
    ['@singelton', '@singleton']
  ])('%s', async (mark, right) => {
    const editor = await open(
      `/**\n * @param n a number\n * ${mark} ttl=5m\n */\nexport function f(n: number): number { return n + 1 }\n`
    )
    expect(await editor.codes('src/main.ts')).toEqual(['KP1002'])
    const fixes = await editor.fixes('src/main.ts', 'KP1002')
    expect(fixes).toMatchObject([
      { fixName: 'keyprint-correct-mark', description: `Write '${right}' instead of '${mark}'` }
    ])
    await editor.apply(fixes[0])
    expect(editor.text('src/main.ts')).toContain(` * @param n a number\n * ${right} ttl=5m\n`)
    expect(await editor.codes('src/main.ts')).toEqual([])
    expect(await editor.hover('src/main.ts', 'f', 'function ')).toContain('cached, fingerprint')
  })
})

describe('remove an unused suppression', () => {
  const body = (comment: string, code: string): string =>
    `/** @cached */\nexport function f(n: number): number {\n${comment}  return ${code}\n}\n`
  test.each([
    ['on a line of its own', body('  // @keyprint-ignore KP2004 -- for the log\n', 'n'), body('', 'n')],
    ['behind code', body('', 'n // @keyprint-ignore KP2004 -- for the log'), body('', 'n')],
    [
      'beside a used one',
      body('  // @keyprint-ignore KP2004, KP2005 -- for the log\n', 'n + Math.random()'),
      body('  // @keyprint-ignore KP2005 -- for the log\n', 'n + Math.random()')
    ]
  ])('%s', async (_, before, after) => {
    const editor = await open(before)
    expect(await editor.codes('src/main.ts')).toEqual(['KP1008'])
    const fixes = await editor.fixes('src/main.ts', 'KP1008')
    expect(fixes.map(({ fixName }) => fixName)).toEqual(['keyprint-remove-suppression'])
    await editor.apply(fixes[0])
    expect(editor.text('src/main.ts')).toBe(after)
    expect(await editor.codes('src/main.ts')).toEqual([])
  })
})
