import typescript from 'typescript'
import { toTsDiagnostic } from '../../transformer/diagnostics/to-ts'
import type { Diagnostic, Severity } from '../../transformer/model/diagnostic'
import type { Location } from '../../transformer/model/location'

const { ES2022 } = typescript.ScriptTarget
const sources = new Map(
  ['src/a.ts', 'src/b.ts'].map(name => [name, typescript.createSourceFile(name, 'let a\nlet b', ES2022)])
)
const find = (file: string) => sources.get(file)
const at = (file: string): Location => ({ file, line: 2, column: 5, offset: 10, length: 1 })

function diagnosticAt(location: Location | undefined, severity: Severity = 'error'): Diagnostic {
  return { code: 'KP2001', severity, message: 'KP2001: no.', related: [], ...(location && { location }) }
}

test('place, code, text and source', () => {
  const converted = toTsDiagnostic(typescript, diagnosticAt(at('src/a.ts')), find)
  expect(converted).toEqual({
    file: sources.get('src/a.ts'),
    start: 10,
    length: 1,
    code: 902001,
    category: typescript.DiagnosticCategory.Error,
    source: 'keyprint',
    messageText: 'KP2001: no.'
  })
})

test.each<[Severity, typescript.DiagnosticCategory]>([
  ['error', typescript.DiagnosticCategory.Error],
  ['warning', typescript.DiagnosticCategory.Warning],
  ['note', typescript.DiagnosticCategory.Message]
])('the category of an %s', (severity, category) => {
  expect(toTsDiagnostic(typescript, diagnosticAt(undefined, severity), find).category).toBe(category)
})

test.each([undefined, at('src/gone.ts')])('without a place in the program', location => {
  const converted = toTsDiagnostic(typescript, diagnosticAt(location), find)
  expect([converted.file, converted.start, converted.length]).toEqual([undefined, undefined, undefined])
})

test('the chain of reasons, each with its own place', () => {
  const related = [{ message: 'called here', location: at('src/b.ts') }]
  const converted = toTsDiagnostic(typescript, { ...diagnosticAt(at('src/a.ts')), related }, find)
  expect(converted.relatedInformation).toEqual([
    {
      file: sources.get('src/b.ts'),
      start: 10,
      length: 1,
      code: 902001,
      category: typescript.DiagnosticCategory.Message,
      messageText: 'called here'
    }
  ])
})
