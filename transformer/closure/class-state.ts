/**
 * Static fields that change, of a class that the closure holds by its whole: its code may read them without naming it, as
 * `this.constructor.rate`, `new.target.rate`, or `this.rate` of a static method that a subclass inherits.
 *
 * In: a unit of code. Out: the values to capture beside what the code names. Invariant: a static field that is assigned after
 * its class is defined is captured, of the class and of those it extends; one that is only changed inside is captured if any of
 * their code may get at it by another name than that of the class.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { hasModifier } from './free-variables'
import { kindOf } from './meaning'
import { findReassignment, findTouches, overlaps } from './mutability'
import { perProgram } from './per-program'
import { NAMELESS, type CapturePoint } from './resolution'

const statesOf = perProgram<ts.Node, readonly CapturePoint[]>()

export function findClassState(host: CodeHost, { node }: CodeUnit): readonly CapturePoint[] {
  if (!host.compiler.isClassLike(node)) return []
  const known = statesOf(host)
  const state = known.get(node) ?? readClassState(host, node)
  known.set(node, state)
  return state
}

function readClassState(host: CodeHost, declaration: ts.ClassLikeDeclaration): readonly CapturePoint[] {
  const place = placeOf(host, declaration)
  if (place === undefined) return []
  const chain = chainOf(host, declaration)
  const isReadOtherwise = chain.some(each => readsOtherwise(host, each))
  const names = new Set(chain.flatMap(each => namesThatChange(host, each, isReadOtherwise)))
  return [...names].map(name => ({ ...place, path: [{ name, optional: false }] }))
}

function placeOf(
  host: CodeHost,
  declaration: ts.ClassLikeDeclaration
): Pick<CapturePoint, 'kind' | 'root' | 'symbol' | 'node'> | undefined {
  const { compiler } = host
  const { parent } = declaration
  const isHeld = compiler.isVariableDeclaration(parent) && compiler.isIdentifier(parent.name)
  const node = declaration.name === undefined && isHeld ? parent : declaration
  const name = node.name as ts.Identifier | undefined
  const symbol = name && host.symbolOf(name)
  if (symbol && name) return { kind: kindOf(host, node), root: name.text, symbol, node }
  // What has no name is read by nobody; that is told where the capture is.
  const own = (declaration as { readonly symbol?: ts.Symbol }).symbol
  return own && { kind: kindOf(host, declaration), root: NAMELESS, symbol: own, node: declaration }
}

/** The class with all that it extends. */
function chainOf(host: CodeHost, declaration: ts.ClassLikeDeclaration): readonly ts.ClassLikeDeclaration[] {
  const chain = new Set([declaration])
  for (const each of chain) for (const base of host.basesOf(each) ?? []) chain.add(base)
  return [...chain]
}

function namesThatChange(
  host: CodeHost,
  declaration: ts.ClassLikeDeclaration,
  isReadOtherwise: boolean
): readonly string[] {
  const { compiler } = host
  const { symbol } = declaration as { readonly symbol?: ts.Symbol }
  const touches = symbol === undefined ? [] : findTouches(host, symbol).filter(touch => touch.how !== 'call')
  const members = [...(symbol?.exports?.values() ?? [])]
  const fields = members.filter(({ valueDeclaration: field }) => {
    return field !== undefined && compiler.isPropertyDeclaration(field) && !compiler.isPrivateIdentifier(field.name)
  })
  const changing = fields.filter(
    field =>
      findReassignment(host, field) !== undefined ||
      touches.some(touch => touch.how === 'write' && overlaps(touch.path, [field.name])) ||
      (isReadOtherwise && isChangedInside(host, field))
  )
  const declared = new Set(members.map(each => each.name))
  const added = touches.flatMap(({ how, path: [first] }) => (how === 'write' && first !== undefined ? [first] : []))
  return [...changing.map(each => each.name), ...added.filter(name => !declared.has(name) && name !== 'prototype')]
}

/** An object that is written or handed on somewhere. */
function isChangedInside(host: CodeHost, field: ts.Symbol): boolean {
  return findTouches(host, field).some(touch => touch.how !== 'call')
}

function readsOtherwise({ compiler }: CodeHost, declaration: ts.ClassLikeDeclaration): boolean {
  const { SyntaxKind } = compiler
  const visit = (node: ts.Node, isStatic: boolean): boolean => {
    if (compiler.isMetaProperty(node) || (isStatic && node.kind === SyntaxKind.ThisKeyword)) return true
    if ((compiler.isIdentifier(node) || compiler.isStringLiteralLike(node)) && node.text === 'constructor') return true
    const within = isStatic || (compiler.isClassElement(node) && hasModifier(compiler, node, SyntaxKind.StaticKeyword))
    return compiler.forEachChild(node, child => visit(child, within) || undefined) ?? false
  }
  return visit(declaration, false)
}
