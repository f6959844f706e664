/**
 * Nothing that refers to a symbol is missed, whatever it is called there: the references that the language service finds
 * for an editor are all among the mentions.
 */
import { join } from 'node:path'
import ts from 'typescript'
import { createProgramHost } from '../../transformer/program/program-host'
import { readPackage } from '../oracles/indifference/sources'
import { repository } from '../support/temporary-project'

type Files = ReadonlyMap<string, string>

const named: Files = new Map([
  [
    'rates.ts',
    `export let rate = 1
export const table = { low: 1, 'high rate': 2 }
export enum Level { Low, High = 'high' }
export function raise(by: number): number { return (rate += by) }
export class Meter { static count = 0; #last = 0; read(): number { Meter.count += 1; return (this.#last += rate) } }
export namespace Units { export const km = 1000; export const mile = km * 1.6 }
const own = 3
export { own as 'the own', own as shared }
export default function standard(): number { return own + rate }
`
  ],
  [
    'barrel.ts',
    `export * from './rates'
export { raise as lift, default as usual } from './rates'
export * as all from './rates'
`
  ],
  [
    'uses.ts',
    `import given, { rate, table as prices, Level, 'the own' as owned, shared } from './rates'
import { lift, usual, all, Meter } from './barrel'
import * as whole from './rates'
import km = whole.Units.km
const { low, 'high rate': high } = prices
const { rate: again, ...rest } = whole
export const seen = [given(), rate, prices['low'], prices[('high rate')], Level.Low, Level['High'], owned, shared, low, high]
export const more = [lift(1), usual(), all.rate, all['rate'], whole.raise(2), new Meter().read(), Meter['count'], km, again, rest.table]
export const short = { rate, own: whole['the own'] }
export type Kind = typeof rate | Level.High
`
  ]
])

test.each([
  ['every form of a name', named],
  ['redux', readPackage('redux').files],
  ['minisearch', readPackage('minisearch').files]
])('all references in %s are mentions', (_, files) => {
  const service = openService(files)
  const program = service.getProgram()
  if (program === undefined) throw new Error('the service has no program')
  const host = createProgramHost(ts, program)
  const missed: string[] = []
  let compared = 0
  for (const file of host.sourceFiles) {
    for (const name of declaredNames(file)) {
      const symbol = host.symbolOf(name)
      if (symbol === undefined) continue
      const mentions = new Set(host.mentionsOf(symbol).map(placeOf))
      for (const place of referencesTo(service, name)) {
        compared += 1
        if (!mentions.has(place)) missed.push(`${name.text} of ${file.fileName}: ${place}`)
      }
    }
  }
  expect(missed).toEqual([])
  expect(compared).toBeGreaterThan(60)
})

function placeOf(node: ts.Node): string {
  const inner = ts.isStringLiteralLike(node) ? 1 : 0
  return `${node.getSourceFile().fileName}:${node.getStart() + inner}`
}

/** Names of variables, functions, classes, enums and their members. */
function declaredNames(file: ts.SourceFile): readonly ts.Identifier[] {
  const found: ts.Identifier[] = []
  const visit = (node: ts.Node): void => {
    const declares =
      ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) ||
      ts.isEnumDeclaration(node) || ts.isEnumMember(node) || ts.isPropertyDeclaration(node) ||
      ts.isMethodDeclaration(node) || ts.isParameter(node) // prettier-ignore
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) found.push(node.name)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The places of what is declared there and of what imports it, without what is only related: other members of the name. */
function referencesTo(service: ts.LanguageService, name: ts.Identifier): readonly string[] {
  const { fileName } = name.getSourceFile()
  const groups = service.findReferences(fileName, name.getStart()) ?? []
  return groups
    .filter(
      ({ definition: { kind, textSpan, fileName: where } }) =>
        kind === ts.ScriptElementKind.alias || (where === fileName && textSpan.start === name.getStart())
    )
    .flatMap(group => group.references)
    .filter(each => (each as { readonly isInString?: true }).isInString !== true && !isComment(service, each))
    .filter(each => textOf(service, each) !== 'this') // It is no name, and no mention.
    .map(each => `${each.fileName}:${each.textSpan.start}`)
}

function textOf(service: ts.LanguageService, { fileName, textSpan: { start, length } }: ts.ReferenceEntry): string {
  return (
    service
      .getProgram()
      ?.getSourceFile(fileName)
      ?.text.slice(start, start + length) ?? ''
  )
}

function isComment(service: ts.LanguageService, { fileName, textSpan }: ts.ReferenceEntry): boolean {
  return service.getSpanOfEnclosingComment(fileName, textSpan.start, false) !== undefined
}

function openService(files: Files): ts.LanguageService {
  const folder = join(repository, 'fixtures', 'in-memory')
  const texts = new Map([...files].map(([file, text]) => [join(folder, file), text]))
  return ts.createLanguageService({
    getCompilationSettings: () => ({
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      types: ['node'],
      configFilePath: join(folder, 'tsconfig.json')
    }),
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: () => '1',
    getScriptSnapshot: path => {
      const text = texts.get(path) ?? ts.sys.readFile(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    directoryExists: path => folder.startsWith(path) || path.startsWith(folder) || ts.sys.directoryExists(path),
    fileExists: path => texts.has(path) || ts.sys.fileExists(path),
    readFile: path => texts.get(path) ?? ts.sys.readFile(path)
  })
}
