/**
 * Functions that come to exist while the program runs, and when their code is enough to know them by.
 */
import type ts from 'typescript'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { findClassState } from './class-state'
import { findKeptState } from './kept-state'
import { mayHaveBeenAbsent } from './made-on-loading'
import type { CapturePoint, Resolution, ResolvedName } from './resolution'
import { whyUnsettled } from './settled-capture'
import type { ReadUnit, UnitReader } from './unit-reader'

export type Reason = Omit<Opaque, 'subject' | 'location'>

const answers = new WeakMap<UnitReader, Map<string, Reason | undefined>>()

/** A function that a call made on loading is known by that call, if everything in it is the same at each start. */
export function whyUnstable(host: CodeHost, reader: UnitReader, made: CodeUnit): Reason | undefined {
  const known = answers.get(reader) ?? new Map<string, Reason | undefined>()
  answers.set(reader, known)
  if (!known.has(made.id)) known.set(made.id, findInstability(host, reader, made))
  return known.get(made.id)
}

function findInstability(host: CodeHost, reader: UnitReader, made: CodeUnit): Reason | undefined {
  const absent = reader.read(made).names.find(each => isGivenOnLoading(host, each.head, made))
  if (absent !== undefined) {
    const message = `'${absent.head.getText()}' comes of a module that may be loaded after this one`
    return {
      code: 'KP2001',
      reason: 'it holds a function that was made when its module was loaded, and the modules import each other',
      because: [{ message, location: host.locate(absent.head) }]
    }
  }
  for (const { unit, names } of reached(reader, made)) {
    for (const { head, resolution } of names) {
      const message = capturesOf(resolution).flatMap(point => whyUnsettled(host, point, made.node) ?? [])[0]
      if (message === undefined) continue
      return {
        code: 'KP2001',
        reason: 'it holds a function that was made when its module was loaded, from values that can change',
        because: [{ message, location: host.locate(head) }]
      }
    }
    const ofClass = findClassState(host, unit).flatMap(point => whyUnsettled(host, point, made.node) ?? [])[0]
    if (ofClass !== undefined) {
      return {
        code: 'KP2001',
        reason: 'it holds a function that was made when its module was loaded, from values that can change',
        because: [{ message: ofClass, location: host.locate(unit.node) }]
      }
    }
    const [state] = findKeptState(host, unit.node)
    if (state !== undefined) {
      const isThis = state.kind === host.compiler.SyntaxKind.ThisKeyword
      const message = `'${(isThis ? state.parent : state).getText()}' is kept here`
      return {
        code: 'KP2001',
        reason: 'it holds a function that keeps state between its calls',
        because: [{ message, location: host.locate(state) }]
      }
    }
  }
  return undefined
}

/** Whether the call that made it took what may not have been there. To call that would have been an error. */
function isGivenOnLoading(host: CodeHost, name: ts.Node, { node: outer }: CodeUnit): boolean {
  const { compiler } = host
  if (!compiler.isIdentifier(name) || !mayHaveBeenAbsent(host, name)) return false
  if (compiler.isCallExpression(name.parent) && name.parent.expression === name) return false
  let node: ts.Node = name
  while (node !== outer && !compiler.isFunctionLike(node)) node = node.parent
  return node === outer
}

/** One piece of code is several functions if it uses locals of a function around it. */
export function whySeveral(host: CodeHost, reader: UnitReader, assigned: CodeUnit): Reason | undefined {
  for (const { names } of reached(reader, assigned)) {
    const local = findCapture(names, point => point.kind === 'enclosing')
    if (local === undefined) continue
    const message = `'${local.head.getText()}' is a local of the function around it`
    return {
      code: 'KP2001',
      reason: 'it holds a function that is another one each time it is made',
      because: [{ message, location: host.locate(local.head) }]
    }
  }
  return undefined
}

function findCapture(
  names: readonly ResolvedName[],
  matches: (point: CapturePoint) => boolean
): ResolvedName | undefined {
  return names.find(({ resolution }) => capturesOf(resolution).some(matches))
}

function capturesOf(resolution: Resolution): readonly CapturePoint[] {
  if (resolution.bin === 'captured') return resolution.captures
  const settings = ('settings' in resolution && resolution.settings) || []
  return [...(('with' in resolution && resolution.with) || []), ...settings]
}

function* reached(reader: UnitReader, from: CodeUnit): Generator<ReadUnit> {
  const units = new Map([[from.id, from]])
  // A Map is walked in the order of insertion, entries added on the way included.
  for (const unit of units.values()) {
    const read = reader.read(unit)
    yield read
    for (const each of [...read.code.units, ...read.code.attached]) units.set(each.id, each)
  }
}
