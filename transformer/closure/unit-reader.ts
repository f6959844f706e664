import type ts from 'typescript'
import type { PinUse } from '../model/closure-graph'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import { findCodeOfText } from './code-of-text'
import type { CodeUnit } from './code-unit'
import { findFreeVariables } from './free-variables'
import { findFunctionTexts } from './function-text'
import { listUnit, type UnitCode } from './listing'
import { findNameReads, type NameRead } from './names-read'
import { readLocaleUses } from './read-locale-uses'
import { resolveExports, resolveName } from './resolve-binding'
import type { ResolvedName } from './resolution'
import { accountFor, type UnitAccount } from './unit-account'

/** Reads each unit once, however many closures share it. */
export interface UnitReader {
  read(unit: CodeUnit): ReadUnit
}

export interface ReadUnit {
  readonly unit: CodeUnit
  readonly file: ts.SourceFile
  readonly names: readonly ResolvedName[]
  readonly code: UnitCode
  readonly account: UnitAccount
  /** Methods it calls that depend on the locale or the time zone. */
  readonly localeUses: readonly Omit<PinUse, 'unit'>[]
  /** Functions and classes whose names it reads. */
  readonly nameReads: readonly NameRead[]
  /** Where it asks for the text of a function, or makes code of a text. */
  readonly texts: readonly Opaque[]
}

export function createUnitReader(host: CodeHost): UnitReader {
  const known = new Map<string, ReadUnit>()
  return {
    read(unit) {
      const before = known.get(unit.id)
      if (before !== undefined) return before
      const { node } = unit
      const isModule = host.compiler.isSourceFile(node) || host.compiler.isModuleDeclaration(node)
      const names = isModule
        ? resolveExports(host, node)
        : findFreeVariables(host, unit).map(head => resolveName(host, head, unit))
      const read: ReadUnit = {
        unit,
        file: node.getSourceFile(),
        names,
        code: listUnit(host, unit, names),
        account: accountFor(host, unit, names),
        localeUses: isModule ? [] : readLocaleUses(host, node),
        nameReads: isModule ? [] : findNameReads(host, node, names),
        texts: isModule ? [] : [...findFunctionTexts(host, node), ...findCodeOfText(host, node)]
      }
      known.set(unit.id, read)
      return read
    }
  }
}
