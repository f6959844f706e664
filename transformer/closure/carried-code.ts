/**
 * Code of packages that travels with values: the methods of an instance that is passed in, or captured, whether or not the
 * code names their package.
 *
 * In: the types of packages that have methods, among those of what a closure is given. Out: the pins of their packages, in an
 * order of their own, and what the program sets on these packages.
 */
import type ts from 'typescript'
import type { Pin } from '../model/pin'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { toldTo } from './package-calls'
import { settingsOf } from './package-settings'
import { pointName, type CapturePoint } from './resolution'

export interface CarriedCode {
  readonly pins: readonly Pin[]
  readonly settings: readonly CapturePoint[]
  /** Calls by which the program tells them something. */
  readonly calls: readonly CodeUnit[]
  /** Packages with what tells them another thing while the program runs. */
  readonly toldAnew: readonly (readonly [pin: string, member: string])[]
}

export function carriedCode(host: CodeHost, types: Iterable<ts.Symbol>): CarriedCode {
  const pins = new Map<string, Pin>()
  const settings = new Set<CapturePoint>()
  const calls = new Map<string, CodeUnit>()
  const toldAnew = new Map<string, string>()
  for (const type of types) {
    const declaration = type.valueDeclaration ?? type.declarations?.[0]
    const origin = host.originOf(type)
    if (declaration === undefined || origin.from !== 'package') continue
    const pinned = host.pinnedNameOf(type, host.compiler.getNameOfDeclaration(declaration) ?? declaration)
    // What is only declared brings no code that could be pinned.
    if ('reason' in pinned) continue
    for (const pin of [pinned.pin, ...pinned.through]) pins.set(JSON.stringify(pin), pin)
    for (const setting of settingsOf(host, origin)) settings.add(setting)
    const told = toldTo(host, origin)
    for (const call of told.calls) calls.set(call.id, call)
    if (told.anew !== undefined) toldAnew.set(pinned.pin.name, told.anew)
  }
  return {
    pins: [...pins].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pin]) => pin),
    settings: [...settings].sort((a, b) => (pointName(a) < pointName(b) ? -1 : 1)),
    calls: [...calls.values()],
    toldAnew: [...toldAnew]
  }
}
