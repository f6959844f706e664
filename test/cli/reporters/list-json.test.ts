import { formatListJson } from '../../../transformer/cli/reporters/list-json'
import { closureWith, diagnosticWith, fullClosure } from '../../support/closures'

test('every field of the contract, and nothing else of the model', () => {
  expect(JSON.parse(formatListJson([fullClosure]))).toEqual({
    schema: 1,
    functions: [
      {
        id: 'src/price.ts#total',
        name: 'total',
        kind: 'function',
        file: 'src/price.ts',
        line: 3,
        column: 17,
        fingerprint: '0123456789abcdef0123456789abcdef',
        captures: [
          { name: 'config.rate', kind: 'import', file: 'src/config.ts', line: 1 },
          { name: 'process.env.REGION', kind: 'environment', file: 'src/price.ts', line: 4 }
        ],
        callees: [{ name: 'toCents', file: 'src/money.ts', line: 7, hash: 'ffffffffffffffffffffffffffffffff' }],
        pins: [{ name: 'lodash', version: '4.17.21' }],
        ignored: [{ name: '_trace', reason: 'its name begins with _' }],
        references: { total: 7, folded: 2, captured: 2, pinned: 1, ignored: 1, opaque: 1 },
        diagnostics: [
          {
            code: 'KP3001',
            severity: 'error',
            message: 'KP3001: cannot resolve load',
            file: 'src/price.ts',
            line: 4,
            column: 10
          }
        ]
      }
    ]
  })
})

test('a program without cached functions', () => {
  expect(JSON.parse(formatListJson([]))).toEqual({ schema: 1, functions: [] })
})

test('functions stay in the order of the analysis', () => {
  const text = formatListJson([closureWith({ id: 'b.ts#b' }), closureWith({ id: 'a.ts#a' })])
  expect((JSON.parse(text) as { functions: { id: string }[] }).functions.map(({ id }) => id)).toEqual([
    'b.ts#b',
    'a.ts#a'
  ])
})

test('a finding without a place stands where the function does', () => {
  const { code, severity, message, related } = diagnosticWith()
  const text = formatListJson([closureWith({ diagnostics: [{ code, severity, message, related }] })])
  const [found] = (JSON.parse(text) as { functions: { diagnostics: unknown[] }[] }).functions
  expect(found?.diagnostics).toEqual([{ code, severity, message, file: 'src/price.ts', line: 3, column: 17 }])
})
