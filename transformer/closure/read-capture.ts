/**
 * How the record of a marked function reads a captured value: as the scope around it sees the value, from the instance
 * that the function was called on, or from what the declaring module provides. What none of these reaches is opaque.
 */
import type ts from 'typescript'
import type { Capture, CaptureReading, Kin } from '../model/capture'
import type { Location } from '../model/location'
import type { Opaque } from '../model/opaque'
import type { CodeHost } from '../program/code-host'
import { NAMELESS, pointName, type CapturePoint } from './resolution'

export interface RecordPlace {
  /** The marked function. */
  readonly node: ts.Node
  /** Where the emitted record stands: what is in scope there can be read there. */
  readonly scope: ts.Node
}

export function readCapture(
  host: CodeHost,
  root: RecordPlace,
  point: CapturePoint,
  kin: Kin | undefined
): Capture | Opaque {
  const declared = host.locate(host.compiler.getNameOfDeclaration(point.node as ts.Declaration) ?? point.node)
  const name = pointName(point)
  const from = (kind: Capture['kind'], reading: CaptureReading): Capture => {
    const path = point.path.map(({ name: link, optional }) => ({ name: link, optional }))
    const { constant, asked } = point
    return {
      kind,
      root: point.root,
      path,
      name,
      declared,
      reading,
      ...(constant && { constant }),
      ...(asked && { asked })
    }
  }
  const hidden = point.path.find(link => link.name.startsWith('#'))
  if (hidden !== undefined && !(point.kind === 'instance' && isVisibleIn(host, root.scope, hidden.name, point.node))) {
    return {
      code: 'KP2002',
      subject: name,
      reason: `'${hidden.name}' can only be read inside of its class`,
      location: declared,
      because: []
    }
  }
  if (point.classOnly === true) return from('instance', { by: 'class of self', ...(kin && { kin }) })
  if (point.kind === 'instance') {
    return from('instance', host.compiler.isArrowFunction(root.node) ? { by: 'scope' } : { by: 'self' })
  }
  if (point.symbol === undefined) return from(point.kind, { by: 'scope' })

  const isSameFile = point.node.getSourceFile() === root.scope.getSourceFile()
  const isVisible = isSameFile && host.valueNamed(point.root, root.scope) === point.symbol
  if (!host.isCompiledHere(point.node.getSourceFile())) {
    return {
      code: 'KP2002',
      subject: name,
      reason: 'it belongs to a linked package, whose modules another build compiles',
      location: declared,
      because: []
    }
  }
  const isTopLevel = point.kind === 'module' && isDeclaredAtTopLevel(host, point)
  if (point.leadsTo !== undefined) return from('import', readingOfImport(host, isVisible, declared))
  if (isVisible) return from(point.kind, { by: 'scope', anchor: declared.offset })
  if (isTopLevel) return from(isSameFile ? 'module' : 'import', { by: 'provider', id: providerId(host, declared.file) })
  const outer = memberOfNamespace(host, point)
  if (outer !== undefined) return readCapture(host, root, outer, kin)
  const reason = whyOutOfReach(point, isSameFile, host.valueNamed(point.root, root.scope))
  return { code: 'KP2002', subject: name.replace(`${NAMELESS}.`, ''), reason, location: declared, because: [] }
}

/** @param there what the name means where the record stands */
function whyOutOfReach({ root }: CapturePoint, isSameFile: boolean, there: ts.Symbol | undefined): string {
  if (root === NAMELESS) return 'it is a static field of a class that has no name'
  if (!isSameFile) return 'it is local to a block, function or namespace of another module'
  return there === undefined
    ? 'it is local to a block, function or namespace'
    : 'another declaration of the same name hides it where the cached function stands'
}

/** By the import of the file that reads it. */
function readingOfImport(host: CodeHost, isVisible: boolean, declared: Location): CaptureReading {
  return isVisible ? { by: 'scope', anchor: declared.offset } : { by: 'provider', id: providerId(host, declared.file) }
}

/** `rate` of a namespace that exports it is `Rules.rate` from outside. */
function memberOfNamespace(host: CodeHost, point: CapturePoint): CapturePoint | undefined {
  const { compiler } = host
  let node = point.node.parent
  while (node !== undefined && !compiler.isModuleDeclaration(node)) {
    if (compiler.isFunctionLike(node) || compiler.isBlock(node)) return undefined
    node = node.parent
  }
  const namespace = node && host.symbolOf(node.name)
  const member = namespace && host.exportsOf(namespace).find(({ symbol }) => symbol === point.symbol)
  if (namespace === undefined || member === undefined) return undefined
  const path = [{ name: member.name, optional: false }, ...point.path]
  return { ...point, root: namespace.name, path, symbol: namespace, node }
}

/** Whether a private name means at `scope` what it means where it is read: classes may have such names in common. */
function isVisibleIn(host: CodeHost, scope: ts.Node, name: string, reader: ts.Node): boolean {
  const declaring = classThatDeclares(host, scope, name)
  return declaring !== undefined && declaring === classThatDeclares(host, reader, name)
}

function classThatDeclares(host: CodeHost, from: ts.Node, name: string): ts.Node | undefined {
  const { compiler } = host
  for (let outer: ts.Node | undefined = from; outer !== undefined; outer = outer.parent) {
    if (compiler.isClassLike(outer) && outer.members.some(each => each.name?.getText() === name)) return outer
  }
  return undefined
}

function isDeclaredAtTopLevel(host: CodeHost, point: CapturePoint): boolean {
  return host.valueNamed(point.root, point.node.getSourceFile()) === point.symbol
}

/** Names a module among those of one program; not part of any fingerprint. */
export function providerId(host: CodeHost, file: string): string {
  return `${host.programName}/${file}`
}
