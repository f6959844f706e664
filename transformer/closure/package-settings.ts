/**
 * What the program sets on a package, or on a module of Node, as against reads of it: `Decimal.precision = 30`,
 * `inspect.defaultOptions.depth = 0`. All code behind the pin may go by it.
 *
 * In: a package or module. Out: the values to capture with whatever is used of it, each read where it is set. Invariant: data
 * that an assignment names is captured; a function that is put in is a patch, and what a package is told by calls is code
 * (`package-calls.ts`). Where only an instance of a class of the package is at hand, `carried-code.ts` asks.
 */
import type ts from 'typescript'
import type { CodeHost, Origin } from '../program/code-host'
import { findPatches } from './find-patches'
import { mayHoldFunctions } from './functions-in-type'
import { toldTo } from './package-calls'
import type { Meaning } from './meaning'
import { isNamedMember, memberName, type MemberAccess, type MemberPath } from './member-path'
import { unwrap } from './unwrap'
import type { CapturePoint } from './resolution'

type PackageOrNode = Extract<Origin, { from: 'package' | 'node' }>

const known = new WeakMap<CodeHost, ReadonlyMap<string, readonly CapturePoint[]>>()

/** Pinned code with what is set on where it comes from; data that is read runs no code. */
export function withSettings(host: CodeHost, meaning: Meaning, path: MemberPath, origin: PackageOrNode): Meaning {
  const { resolution } = meaning
  if (resolution.bin !== 'pinned') return meaning
  const isData = (resolution.with?.length ?? 0) > 0 && !mayHoldFunctions(host, host.typeOf(path.expression))
  if (isData) return meaning
  const settings = settingsOf(host, origin)
  const { calls, anew } = toldTo(host, origin)
  if (settings.length === 0 && calls.length === 0) return meaning
  return {
    ...meaning,
    resolution: { ...resolution, settings, makers: calls, ...(anew !== undefined && { toldAnew: anew }) }
  }
}

export function settingsOf(host: CodeHost, origin: PackageOrNode): readonly CapturePoint[] {
  return settingsIn(host).get(nameOf(origin)) ?? []
}

function settingsIn(host: CodeHost): ReadonlyMap<string, readonly CapturePoint[]> {
  const before = known.get(host)
  if (before !== undefined) return before
  const found = new Map<string, CapturePoint[]>()
  for (const { node } of findPatches(host)) {
    if (!isNamedMember(host.compiler, node)) continue
    const setting = settingOf(host, node)
    if (setting === undefined) continue
    const others = found.get(setting.of) ?? []
    const isKnown = others.some(each => pathOf(each) === pathOf(setting.point))
    if (!isKnown) found.set(setting.of, [...others, setting.point])
  }
  known.set(host, found)
  return found
}

function settingOf(
  host: CodeHost,
  access: MemberAccess
): { readonly of: string; readonly point: CapturePoint } | undefined {
  const { compiler } = host
  if (host.typeOf(access).getCallSignatures().length > 0 || !host.isCompiledHere(access.getSourceFile()))
    return undefined
  const path: { name: string; optional: boolean }[] = []
  let root: ts.Expression = access
  while (isNamedMember(compiler, root)) {
    path.unshift({ name: memberName(compiler, root) ?? '', optional: false })
    root = unwrap(compiler, root.expression)
  }
  if (!compiler.isIdentifier(root) || path.some(({ name }) => name === 'prototype' || name === '__proto__'))
    return undefined
  const [node] = host.ownSymbolOf(root)?.declarations ?? []
  const symbol = host.symbolOf(root)
  const origin = symbol && host.originOf(symbol)
  if (node === undefined || symbol === undefined || (origin?.from !== 'package' && origin?.from !== 'node'))
    return undefined
  // The process and its globals are read as values where they are read.
  if (node.getSourceFile() !== access.getSourceFile() || /^(?:node:)?(?:process|module)$/.test(origin.name))
    return undefined
  const leadsTo = symbol.valueDeclaration ?? node
  // A JSON file has no code that could go by it.
  if (leadsTo.getSourceFile().fileName.endsWith('.json')) return undefined
  return { of: nameOf(origin), point: { kind: 'module', root: root.text, path, symbol, node, leadsTo } }
}

function nameOf(origin: PackageOrNode): string {
  return `${origin.from} ${origin.name}`
}

function pathOf({ symbol, path }: CapturePoint): string {
  return [symbol?.name ?? '', ...path.map(({ name }) => name)].join('.')
}
