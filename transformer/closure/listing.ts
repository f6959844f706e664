/**
 * The normalized code of a unit: a linear sequence of instructions.
 *
 * In: a unit and the meaning of each of its free names. Out: its listing, and the captures and units that the listing
 * refers to, in the order of first use. Invariant: equal spellings of one behaviour give one listing, different
 * behaviour never does; a kind of syntax that is not known is opaque, never skipped.
 *
 * Expressions come in postfix order, with counts where an operation takes a variable number of operands; statements
 * that hold others are closed by `end`. Both together keep the sequence unambiguous.
 */
import type ts from 'typescript'
import type { DiagnosticCode } from '../model/diagnostic'
import type { Instruction, Listing, Operand } from '../model/listing'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { listClass, listEnum, listFunction } from './listing-declarations'
import { listExpression } from './listing-expressions'
import { listStatements } from './listing-statements'
import { pointName, type CapturePoint, type ResolvedName } from './resolution'

export interface UnitCode {
  readonly listing: Listing
  /** In the order of the listing's capture numbers. */
  readonly captures: readonly CapturePoint[]
  /** In the order of first use. */
  readonly units: readonly CodeUnit[]
  /** Classes whose instances may be in what is captured; they have no order. */
  readonly attached: readonly CodeUnit[]
  /** Functions that made what is captured; they have no order, and what they read and do is of no account any more. */
  readonly makers: readonly CodeUnit[]
  /** Syntax that the listing cannot render. */
  readonly opaque: readonly Opaque[]
}

/** What the functions that list one kind of syntax share. */
export interface Lister {
  readonly host: CodeHost
  readonly unit: CodeUnit
  emit(operation: string, ...operands: readonly Operand[]): void
  /** The meaning of a free name, if the node is one. */
  resolved(node: ts.Node): ResolvedName | undefined
  /** Lists what a free name stands for. */
  reference(name: ResolvedName): void
  /** The number of a binding of this unit. */
  local(name: ts.Node): number
  /** Function declarations are listed once they are used, at the end of their block. */
  hoist(declarations: readonly ts.FunctionDeclaration[], list: () => void): void
  label(text: string): number
  withLabel(text: string, list: () => void): void
  unknown(node: ts.Node, reason: string, code?: DiagnosticCode): void
}

export function listUnit(host: CodeHost, unit: CodeUnit, names: readonly ResolvedName[]): UnitCode {
  const instructions: Instruction[] = []
  const captures = new Map<string, { readonly point: CapturePoint; readonly index: number }>()
  const roots = new Map<unknown, number>()
  const units = new Map<string, CodeUnit>()
  const attached = new Map<string, CodeUnit>()
  const makers = new Map<string, CodeUnit>()
  const opaque: Opaque[] = []
  const locals = new Map<unknown, number>()
  const labels: string[] = []
  const hoisted = new Map<
    unknown,
    { readonly declaration: ts.FunctionDeclaration; readonly queue: ts.FunctionDeclaration[] }
  >()
  const listed = new Set<ts.FunctionDeclaration>()
  const byNode = new Map(names.map(name => [name.expression, name]))

  const emit = (operation: string, ...operands: readonly Operand[]): void => {
    instructions.push({ operation, operands })
  }
  const captureOperand = (point: CapturePoint): Operand => {
    const root: unknown = point.symbol ?? `${point.kind} ${point.root}`
    if (!roots.has(root)) roots.set(root, roots.size)
    const path = point.path.map(link => `${link.optional ? '?' : ''}.${JSON.stringify(link.name)}`).join('')
    const key = `${roots.get(root) ?? ''}${path}${point.classOnly === true ? ' class' : ''} ${JSON.stringify(point.asked ?? '')}`
    const known = captures.get(key) ?? { point, index: captures.size }
    captures.set(key, known)
    return { capture: known.index, label: pointName(point) }
  }
  const unitOperand = (code: CodeUnit): Operand => {
    units.set(code.id, code)
    return { unit: code.id, label: code.name }
  }

  const lister: Lister = {
    host,
    unit,
    emit,
    resolved: node => byNode.get(node),
    reference({ resolution }) {
      if (resolution.bin === 'captured') {
        for (const capture of resolution.captures) {
          const path = capture.path.map(link => `${link.optional ? '?.' : '.'}${link.name}`)
          const head = capture.symbol === undefined ? [capture.root] : []
          emit('capture', captureOperand(capture), ...head, ...path)
        }
        for (const each of resolution.code) attached.set(each.id, each)
        for (const each of resolution.makers ?? []) makers.set(each.id, each)
      } else if (resolution.bin === 'pinned') {
        const { pin, through = [], member } = resolution
        const parts = [pin, ...through].map(each => [
          `${each.name}@${each.version}`,
          ...(each.content === undefined ? [] : [`files ${each.content}`]),
          ...(each.dependencies === undefined ? [] : [`with ${each.dependencies}`])
        ])
        emit(
          'pin',
          ...parts.flat(),
          member,
          ...[...(resolution.with ?? []), ...(resolution.settings ?? [])].map(captureOperand)
        )
        for (const each of resolution.makers ?? []) makers.set(each.id, each)
      } else if (resolution.bin === 'opaque') {
        // As written, but for what is no code of its own.
        emit('opaque', resolution.opaque.subject.replace(/[()\s]/g, ''))
      } else if (resolution.bin === 'ignored') {
        emit('ignored')
      } else if ('constant' in resolution) {
        emit('constant', { constant: resolution.constant })
      } else if ('keyword' in resolution) {
        emit(resolution.keyword)
      } else {
        emit('code', ...resolution.code.map(unitOperand), ...resolution.with.map(captureOperand))
      }
    },
    local(name) {
      const symbol = host.ownSymbolOf(name)
      const key = symbol?.valueDeclaration ?? symbol ?? name
      let number = locals.get(key)
      if (number === undefined) {
        number = locals.size
        locals.set(key, number)
        const entry = hoisted.get(symbol)
        entry?.queue.push(entry.declaration)
      }
      return number
    },
    hoist(declarations, list) {
      const queue: ts.FunctionDeclaration[] = []
      for (const declaration of declarations) {
        const symbol = declaration.name && host.ownSymbolOf(declaration.name)
        if (symbol !== undefined && declaration.body !== undefined) hoisted.set(symbol, { declaration, queue })
      }
      list()
      drain(queue)
    },
    label(text) {
      return labels.length - 1 - labels.lastIndexOf(text)
    },
    withLabel(text, list) {
      labels.push(text)
      list()
      labels.pop()
    },
    unknown(node, reason, code = 'KP3004') {
      const [subject = ''] = node.getText().split('\n')
      opaque.push({ code, subject, reason, location: host.locate(node), because: [] })
      emit('opaque', subject)
    }
  }

  /** Lists queued functions; listing one may queue another. */
  function drain(queue: ts.FunctionDeclaration[]): void {
    for (let declaration = queue.shift(); declaration !== undefined; declaration = queue.shift()) {
      if (listed.has(declaration) || declaration.name === undefined) continue
      listed.add(declaration)
      emit('declare function', lister.local(declaration.name))
      listFunction(lister, declaration)
    }
  }

  if (host.compiler.isSourceFile(unit.node) || host.compiler.isModuleDeclaration(unit.node)) {
    // A module or namespace as a value is all that it exports, by name.
    for (const name of names) {
      emit('export', name.exported ?? '')
      lister.reference(name)
    }
  } else {
    listNode(lister, unit.node)
  }
  // A function that was only used after its block had ended.
  for (const { queue } of hoisted.values()) drain(queue)
  return {
    listing: { instructions },
    captures: [...captures.values()].map(({ point }) => point),
    units: [...units.values()],
    attached: [...attached.values()],
    makers: [...makers.values()],
    opaque
  }
}

function listNode(lister: Lister, node: ts.Node): void {
  const { compiler } = lister.host
  if (compiler.isClassLike(node)) listClass(lister, node)
  else if (compiler.isFunctionLike(node)) listFunction(lister, node as ts.FunctionLikeDeclaration)
  else if (compiler.isEnumDeclaration(node)) listEnum(lister, node)
  else if (compiler.isStatement(node)) listStatements(lister, [node])
  else listExpression(lister, node as ts.Expression)
}
