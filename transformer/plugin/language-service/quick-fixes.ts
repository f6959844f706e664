/**
 * The table of quick fixes: which diagnostics have one, and what it does.
 *
 * In: diagnostics of ours in a file. Out: edits for the editor to offer.
 */
import type ts from 'typescript'
import { CATALOGUE } from '../../diagnostics/catalogue'
import { numberOf } from '../../diagnostics/to-ts'
import type { DiagnosticCode } from '../../model/diagnostic'
import { acceptHere } from './accept-here'
import { correctMark } from './correct-mark'
import { ignoreParameter } from './ignore-parameter'
import { removeSuppression } from './remove-suppression'

export interface FixContext {
  readonly compiler: typeof ts
  readonly service: ts.LanguageService
  readonly file: ts.SourceFile
}

/** The diagnostic to be fixed, with its place in the file of the context. */
export interface Fault {
  readonly code: DiagnosticCode
  readonly message: string
  readonly start: number
  readonly length: number
}

export interface Fix {
  /** For editors to count and to bind keys to. */
  readonly name: string
  /** What the user reads. */
  readonly description: string
  readonly edits: readonly ts.TextChange[]
}

/** Returns nothing where its edit would not be right. */
type MakeFix = (context: FixContext, fault: Fault) => Fix | undefined

const mechanical: Readonly<Partial<Record<DiagnosticCode, MakeFix>>> = {
  KP1002: correctMark,
  KP1008: removeSuppression,
  KP4002: ignoreParameter
}

/** Marks and options are corrected, and faults of keyprint are nobody's decision. */
function isAcceptable(code: DiagnosticCode): boolean {
  return /^KP[234]/.test(code)
}

/** The numbers of all codes that have a fix. */
export const fixableCodes: readonly number[] = (Object.keys(CATALOGUE) as DiagnosticCode[])
  .filter(code => isAcceptable(code) || mechanical[code] !== undefined)
  .map(numberOf)

/** Fixes for the diagnostics at exactly this span, or else for those that touch it. */
export function quickFixes(
  context: FixContext,
  diagnostics: readonly ts.Diagnostic[],
  { start, end }: { readonly start: number; readonly end: number }
): readonly ts.CodeFixAction[] {
  const faults = diagnostics.flatMap(faultOf)
  const exact = faults.filter(fault => fault.start === start && fault.start + fault.length === end)
  const touching = faults.filter(fault => fault.start <= end && fault.start + fault.length >= start)
  const fixes = (exact.length > 0 ? exact : touching).flatMap(fault => {
    const makers = [mechanical[fault.code], isAcceptable(fault.code) ? acceptHere : undefined]
    return makers.flatMap(make => make?.(context, fault) ?? [])
  })
  // Several findings of one code at one place share a fix.
  const distinct = new Map(fixes.map(fix => [JSON.stringify(fix), fix]))
  return [...distinct.values()].map(({ name, description, edits }) => ({
    fixName: name,
    description,
    changes: [{ fileName: context.file.fileName, textChanges: [...edits] }]
  }))
}

function faultOf({ messageText, start, length }: ts.Diagnostic): readonly Fault[] {
  if (typeof messageText !== 'string' || start === undefined || length === undefined) return []
  const [code, ...message] = messageText.split(': ')
  return [{ code: code as DiagnosticCode, message: message.join(': '), start, length }]
}
