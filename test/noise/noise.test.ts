import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Table from 'cli-table3'
import { type AnalyzedPackage, analyzePackage, type SourcePackage } from './analyze-package'
import { countNoise, type Noise } from './count-noise'

/** The most that the build may say. UPDATE_EXPECTED=1 writes down what it says now. */
const committed = join(__dirname, 'noise.json')
const allowed = JSON.parse(readFileSync(committed, 'utf8')) as Readonly<Record<string, Noise>>

const judgement = readFileSync(join(__dirname, 'judgement.md'), 'utf8')

const isUpdate = process.env['UPDATE_EXPECTED'] === '1'

const packages: readonly SourcePackage[] = [
  { name: '@noble/hashes', compilerOptions: { allowImportingTsExtensions: true } },
  { name: 'minisearch' },
  { name: 'redux' },
  { name: 'rxjs' }
]

const counted = new Map<string, Noise>()

describe.each(packages)('every export of $name marked', source => {
  const { name } = source
  let analyzed: AnalyzedPackage
  let noise: Noise

  beforeAll(() => {
    analyzed = analyzePackage(source)
    noise = countNoise(analyzed.analysis)
    counted.set(name, noise)
  })

  test('the sources compile, and every mark is found', () => {
    expect(analyzed.errors).toEqual([])
    expect(noise.functions).toBe(analyzed.marked)
    expect(isUpdate ? noise.functions : allowed[name]?.functions).toBe(noise.functions)
  })

  test('keyprint itself does not fail', () => {
    expect(analyzed.analysis.diagnostics.filter(({ code }) => code.startsWith('KP9'))).toEqual([])
  })

  test('the five bins add up for every function', () => {
    const wrong = analyzed.analysis.functions.filter(({ references }) => {
      const { total, folded, captured, pinned, ignored, opaque } = references
      return folded + captured + pinned + ignored + opaque !== total
    })
    expect(wrong.map(({ id }) => id)).toEqual([])
  })

  test('what is opaque is reported', () => {
    const silent = analyzed.analysis.functions.filter(
      ({ references, diagnostics }) => references.opaque > 0 && diagnostics.length === 0
    )
    expect(silent.map(({ id }) => id)).toEqual([])
  })

  test('each kind of report was judged', () => {
    const unjudged = Object.keys(noise.diagnostics).filter(code => !judgement.includes(`| ${code} | ${name} |`))
    expect(unjudged).toEqual([])
  })

  test('no code is reported more often than before', () => {
    const most = (isUpdate ? noise : allowed[name])?.diagnostics ?? {}
    const louder = Object.entries(noise.diagnostics).filter(([code, count]) => count > (most[code] ?? 0))
    expect(Object.fromEntries(louder)).toEqual({})
  })
})

afterAll(() => {
  if (isUpdate) writeFileSync(committed, `${JSON.stringify(Object.fromEntries(counted), null, 2)}\n`)
  const table = new Table({
    head: ['package', 'functions', 'without findings', 'captures', 'opaque', 'diagnostics', 'a function'],
    style: { head: [], border: [] }
  })
  for (const [name, { functions, clean, captures, opaque, diagnostics }] of counted) {
    const codes = Object.entries(diagnostics)
    const sum = codes.reduce((before, [, count]) => before + count, 0)
    const listed = codes.map(([code, count]) => `${code} ${count}`).join('\n')
    table.push([name, functions, clean, captures, opaque, listed, (sum / functions).toFixed(2)])
  }
  process.stdout.write(`${table.toString()}\n`)
})
