import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { findFreeVariables } from './free-variables'
import { listUnit, type UnitCode } from './listing'
import { resolveExports, resolveName } from './resolve-binding'
import type { ResolvedName } from './resolution'

/** Reads each unit once, however many closures share it. */
export interface UnitReader {
  read(unit: CodeUnit): ReadUnit
}

export interface ReadUnit {
  readonly unit: CodeUnit
  readonly names: readonly ResolvedName[]
  readonly code: UnitCode
}

export function createUnitReader(host: CodeHost): UnitReader {
  const known = new Map<string, ReadUnit>()
  return {
    read(unit) {
      const before = known.get(unit.id)
      if (before !== undefined) return before
      const { node } = unit
      const names =
        host.compiler.isSourceFile(node) || host.compiler.isModuleDeclaration(node)
          ? resolveExports(host, node)
          : findFreeVariables(host, unit).map(head => resolveName(host, head, unit))
      const read = { unit, names, code: listUnit(host, unit, names) }
      known.set(unit.id, read)
      return read
    },
  }
}
