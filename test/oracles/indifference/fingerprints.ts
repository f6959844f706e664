/** What keyprint says of sources in which everything exported is marked. */
import ts from 'typescript'
import type { Analysis } from '../../../transformer/model/analysis'
import type { FunctionClosure, UnitListing } from '../../../transformer/model/function-closure'
import type { Instruction } from '../../../transformer/model/listing'
import { unitOrder } from '../../../transformer/fingerprint/canonical-order'
import { fingerprint, hashUnits } from '../../../transformer/fingerprint/fingerprint'
import { analyze } from '../../../transformer/pipeline'
import { markExports } from '../../noise/mark-exports'
import { nameIn, openProgram, type Sources } from './sources'

export interface Print {
  readonly fingerprint: string
  /** Codes of what is reported, each once. */
  readonly codes: string
  readonly isRefused: boolean
  /** Code is part of it that no code names: classes by the type of a value, functions that made one. */
  readonly hasUnitsByType: boolean
  /** It reads what is only declared, or what nobody declares. */
  readonly readsGlobals: boolean
  /** Syntax of TypeScript alone that leaves code behind: enums, parameter properties. */
  readonly hasOwnSyntax: boolean
}

/** By file and name of the function. */
export type Prints = ReadonlyMap<string, Print>

export function fingerprintExports(sources: Sources): Prints {
  return printAll(analyzeExports(sources))
}

/** @throws Error if the sources cannot be parsed: then no comparison would say anything */
export function analyzeExports(sources: Sources): Analysis {
  const files = new Map([...sources.files].map(([file, text]) => [file, markExports(file, text).text]))
  const program = openProgram({ ...sources, files })
  const own = program.getSourceFiles().filter(file => files.has(nameIn(sources, file)))
  const [wrong] = own.flatMap(file => program.getSyntacticDiagnostics(file))
  if (wrong !== undefined) throw new Error(ts.formatDiagnostic(wrong, formatHost))
  return analyze(ts, program, {})
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => '',
  getCanonicalFileName: file => file,
  getNewLine: () => '\n'
}

function printAll({ functions, listings }: Analysis): Prints {
  return new Map(functions.map(each => [each.id, print(each, listings.get(each.id) ?? [])]))
}

/**
 * The fingerprint, but for the text of what could not be resolved: that is quoted as it is written, in functions that are
 * refused for it. So they can be compared, too.
 */
function print({ captures, diagnostics }: FunctionClosure, listings: readonly UnitListing[]): Print {
  const unquoted = listings.map(each => {
    const instructions = each.listing.instructions.map(unquote)
    return { ...each, id: each.unit, names: [], span: each.location, listing: { instructions } }
  })
  const hashes = hashUnits([{ units: unquoted }])
  const { units } = unitOrder(hashes)(unquoted)
  return {
    fingerprint: fingerprint({ units }, hashes),
    codes: [...new Set(diagnostics.map(({ code }) => code))].sort().join(' '),
    isRefused: diagnostics.some(({ severity }) => severity === 'error'),
    hasUnitsByType: units.some(({ attached }) => attached.length > 0),
    readsGlobals: captures.some(({ kind }) => kind === 'global'),
    hasOwnSyntax: units.some(hasOwnSyntax)
  }
}

function unquote(instruction: Instruction): Instruction {
  return instruction.operation === 'opaque' ? { ...instruction, operands: [] } : instruction
}

/** Enums, and parameters that are properties. */
export function hasOwnSyntax({ listing }: Pick<UnitListing, 'listing'>): boolean {
  return listing.instructions.some(isOwnSyntax)
}

function isOwnSyntax({ operation, operands }: Instruction): boolean {
  return operation === 'enum' || (operation === 'parameter' && operands[1] !== '')
}
