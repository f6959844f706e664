/** Where a closure uses what the program has replaced at run time: the code it then runs is not the code it was hashed with. */
import type ts from 'typescript'
import type { PatchedUse, PinUse } from '../model/closure-graph'
import type { Pin } from '../model/pin'
import type { Location } from '../model/location'
import type { CodeHost } from '../program/code-host'
import type { CodeUnit } from './code-unit'
import { staticName } from './evaluate-constant'
import { findPatches, type Patch, type PatchTarget } from './find-patches'
import { memberName, memberNameNode, type MemberAccess } from './member-path'
import { nodesInCode } from './nodes-in-code'
import { perProgram } from './per-program'
import type { ResolvedName } from './resolution'

export interface UnitNames {
  readonly unit: CodeUnit
  readonly names: readonly ResolvedName[]
}

/** In the order of the patches; each place once. `carried`: the packages whose methods travel with values. */
export function findPatchedUses(
  host: CodeHost,
  units: readonly UnitNames[],
  uses: readonly PinUse[],
  carried: readonly Pin[]
): readonly PatchedUse[] {
  return findPatches(host).flatMap(patch => {
    const seen = new Set<string>()
    const places = [...placesOf(host, patch.target, units, uses), ...placesOfInstances(patch.target, units, carried)]
    return places.flatMap(({ unit, location }) => {
      const place = `${location.file}:${location.offset}`
      if (seen.has(place) || isInside(location, host.locate(patch.node))) return []
      seen.add(place)
      return [describeUse(host, patch, unit, location)]
    })
  })
}

function describeUse(host: CodeHost, { name, node }: Patch, unit: string, location: Location): PatchedUse {
  return { unit, name, location, patched: host.locate(node) }
}

interface Place {
  readonly unit: string
  readonly location: Location
}

/** A method of a class of a package is replaced, and its instances come with values: which of them nobody can say. */
function placesOfInstances(
  target: PatchTarget,
  [root]: readonly UnitNames[],
  carried: readonly Pin[]
): readonly Place[] {
  if (target.kind !== 'pinned' || !target.ofInstances || root === undefined) return []
  const isCarried = carried.some(({ name }) => name === target.pin)
  return isCarried ? [{ unit: root.unit.id, location: root.unit.location }] : []
}

function placesOf(
  host: CodeHost,
  target: PatchTarget,
  units: readonly UnitNames[],
  uses: readonly PinUse[]
): readonly Place[] {
  switch (target.kind) {
    case 'pinned':
      return uses.filter(use => use.pin === target.pin && use.captured !== true && isWithin(use.member, target.member))
    case 'prototype':
      return units.flatMap(({ unit }) =>
        accessesIn(host, unit.node)
          .filter(access => isAccessTo(host, access, target))
          .map(access => ({ unit: unit.id, location: host.locate(memberNameNode(host.compiler, access)) }))
      )
    case 'export':
      return placesOfCode(host, units, ({ node }) => node === target.code)
    case 'class':
      return placesOfCode(host, units, unit => unit.node === target.declaration || isInherited(host, unit, target))
    case 'method': {
      const { declaration, byItself } = target
      // Called on `this` a method comes without its class, and so without the code that replaces it.
      return placesOfCode(host, units, ({ node, self }) =>
        node === declaration ? !byItself || self === 'self' : !byItself && node === declaration.parent
      )
    }
  }
}

/** A method that is called on `this`, and may be replaced in a class that inherits it. */
function isInherited(
  host: CodeHost,
  { node, self }: CodeUnit,
  { declaration, member }: { readonly declaration: ts.ClassLikeDeclaration; readonly member: string }
): boolean {
  const { compiler } = host
  if (self !== 'self' || !compiler.isMethodDeclaration(node) || !compiler.isClassLike(node.parent)) return false
  return staticName(compiler, node.name) === member && host.subclassesOf(node.parent).includes(declaration)
}

/** Where the code is brought into the closure first; for what is known by a type only that is itself. */
function placesOfCode(
  host: CodeHost,
  units: readonly UnitNames[],
  isMeant: (unit: CodeUnit) => boolean
): readonly Place[] {
  for (const { unit, names } of units) {
    const use = names.find(({ resolution }) => 'code' in resolution && resolution.code.some(isMeant))
    if (use !== undefined) return [{ unit: unit.id, location: host.locate(use.expression) }]
  }
  return units.filter(({ unit }) => isMeant(unit)).map(({ unit }) => ({ unit: unit.id, location: unit.location }))
}

/** `randomUUID` was replaced: `randomUUID` and `randomUUID.name` are other code than before. */
function isWithin(used: string, replaced: string): boolean {
  return replaced === '' || used === replaced || used.startsWith(`${replaced}.`)
}

const accesses = perProgram<ts.Node, readonly MemberAccess[]>()

function accessesIn(host: CodeHost, root: ts.Node): readonly MemberAccess[] {
  const known = accesses(host).get(root) ?? findAccesses(host, root)
  accesses(host).set(root, known)
  return known
}

function findAccesses(host: CodeHost, root: ts.Node): readonly MemberAccess[] {
  const { compiler } = host
  // A module as a value is only its exports, which are units of their own.
  if (compiler.isSourceFile(root) || compiler.isModuleDeclaration(root)) return []
  return nodesInCode(host, root).filter(
    (node): node is MemberAccess =>
      compiler.isPropertyAccessExpression(node) || compiler.isElementAccessExpression(node)
  )
}

/** Whether a patched member of all instances of a built-in class may be meant. */
function isAccessTo(
  host: CodeHost,
  access: MemberAccess,
  { holder, member }: { readonly holder: string; readonly member: string }
): boolean {
  if (memberName(host.compiler, access) !== member) return false
  const symbol = host.symbolOf(memberNameNode(host.compiler, access))
  const owners = symbol?.declarations?.map(each => (each.parent as { name?: ts.Node }).name?.getText())
  // Of a value of unknown type any member may be meant.
  return owners === undefined || owners.some(owner => owner === holder || owner === `Readonly${holder}`)
}

function isInside(inner: Location, outer: Location): boolean {
  return (
    inner.file === outer.file &&
    inner.offset >= outer.offset &&
    inner.offset + inner.length <= outer.offset + outer.length
  )
}
