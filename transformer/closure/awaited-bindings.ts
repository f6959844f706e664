/**
 * Names that may not be there yet when a marked function is called.
 *
 * What is folded into the fingerprint holds from the end of its declaration on. A function that can be called earlier,
 * out of an import cycle or by code above the declaration, finds nothing or throws: its record then lists the name, and
 * the run time neither looks up nor keeps a call before the name is there.
 *
 * In: a unit of a closure with its names. Out: readers of the names in doubt, as their own file sees them. Invariant:
 * nothing of this is part of a fingerprint.
 */
import type ts from 'typescript'
import type { Asked } from '../model/capture'
import type { AwaitedBinding } from '../model/closure-graph'
import type { CodeHost } from '../program/code-host'
import { mayBeCalledAbove } from './early-calls'
import { hasImportCycles, loadedBefore, mayPrecede } from './loading-order'
import { holderOf, isMadeOfAbsent, mayHaveBeenAbsent } from './made-on-loading'
import { memberName, memberNameNode, memberPath } from './member-path'
import { perProgram } from './per-program'
import type { ResolvedName } from './resolution'

export interface AwaitingRoot {
  readonly node: ts.Node
  /** Where the emitted record stands: what is in scope there can be read there. */
  readonly scope: ts.Node
  readonly file: ts.SourceFile
}

interface NamesOfFile {
  readonly names: readonly ResolvedName[]
  readonly file: ts.SourceFile
}

/** @param providerId names a module among those of the program */
export function findAwaited(
  host: CodeHost,
  root: AwaitingRoot,
  { names, file }: NamesOfFile,
  providerId: (file: string) => string
): readonly AwaitedBinding[] {
  const ownFile = root.file
  if (names.length === 0) return []
  const find = (among: readonly ResolvedName[]): readonly AwaitedBinding[] =>
    among.flatMap(name => awaited(host, root, name, providerId) ?? [])
  if (file === ownFile) return find(withReadAside(names))
  // The common case: all that the unit uses was loaded before, and made of what was there.
  if (!mayPrecede(host, ownFile, file)) return hasImportCycles(host) ? find(namesOfAbsent(host, names)) : []
  // Elsewhere it does not matter which function of a file is marked.
  const known = awaitedFrom(host).get(names) ?? new Map<ts.SourceFile, readonly AwaitedBinding[]>()
  awaitedFrom(host).set(names, known)
  const found = known.get(ownFile) ?? find(withReadAside(names))
  known.set(ownFile, found)
  return found
}

const awaitedFrom = perProgram<readonly ResolvedName[], Map<ts.SourceFile, readonly AwaitedBinding[]>>()

function withReadAside(names: readonly ResolvedName[]): readonly ResolvedName[] {
  return names.flatMap(name => [name, ...readAside(name)])
}

const ofAbsent = perProgram<readonly ResolvedName[], readonly ResolvedName[]>()

/** The names that stand for something made on loading of what may not have been there, whoever calls. */
function namesOfAbsent(host: CodeHost, names: readonly ResolvedName[]): readonly ResolvedName[] {
  const known = ofAbsent(host).get(names)
  if (known !== undefined) return known
  const found = withReadAside(names).filter(name => {
    const { head } = name
    if (!host.compiler.isIdentifier(head) || name.resolution.bin === 'opaque') return false
    if (mayHaveBeenAbsent(host, head)) return true
    const target = host.symbolOf(head)
    return target !== undefined && isMade(host, name, target, membersOfNames(host, head, name, target))
  })
  ofAbsent(host).set(names, found)
  return found
}

/** What is ignored fails all the same where a name that it reads is not there. */
function readAside({ resolution }: ResolvedName): readonly ResolvedName[] {
  if (resolution.bin !== 'ignored') return []
  return resolution.reads.map(head => ({ head, expression: head, resolution, written: false }))
}

function awaited(
  host: CodeHost,
  root: AwaitingRoot,
  name: ResolvedName,
  providerId: (file: string) => string
): AwaitedBinding | undefined {
  const { compiler } = host
  const { head, resolution } = name
  if (!compiler.isIdentifier(head) || resolution.bin === 'opaque') return undefined
  const held = heldOnLoading(host, root, head, providerId)
  if (held !== undefined) return held
  const own = host.ownSymbolOf(head)
  const target = host.symbolOf(head)
  if (own === undefined || target === undefined) return undefined
  const members = membersOfNames(host, head, name, target)
  if (!isMade(host, name, target, members) && !isInDoubt(host, root, head, own, resolution.bin)) return undefined
  // A constant enum is gone from the output.
  if (target.flags & compiler.SymbolFlags.ConstEnum) return undefined

  const file = head.getSourceFile()
  const ownFile = root.file
  // Linked packages are built by themselves, and loaded before those that use them.
  if (!host.isCompiledHere(file)) return undefined
  const isVisible = file === ownFile && host.valueNamed(head.text, root.scope) === target
  if (!isVisible && host.valueNamed(head.text, file) !== target) return undefined

  const asked: Asked = isEverNothing(host, head, resolution) ? 'typeof' : 'presence'
  const path = asked === 'presence' ? members.map(({ name }) => ({ name, optional: false })) : []
  const declared = host.locate(head)
  const text = [head.text, ...path.map(link => link.name)].join('.')
  return {
    capture: {
      kind: file === ownFile ? 'module' : 'import',
      root: head.text,
      path,
      name: asked === 'presence' ? `${text} is there` : `${text} can be read`,
      declared,
      asked,
      reading: isVisible ? { by: 'scope', anchor: declared.offset } : { by: 'provider', id: providerId(declared.file) }
    },
    optional: file !== ownFile && !loadedBefore(host, ownFile).has(file)
  }
}

/** `table.round` of `const table = { round }`: if `round` was not there when the table was made, it never will be. */
function heldOnLoading(
  host: CodeHost,
  root: AwaitingRoot,
  head: ts.Identifier,
  providerId: (file: string) => string
): AwaitedBinding | undefined {
  const file = head.getSourceFile()
  if (!host.isCompiledHere(file) || !mayHaveBeenAbsent(host, head)) return undefined
  const holder = holderOf(host, head)
  const target = holder && host.symbolOf(holder.name)
  if (holder === undefined || target === undefined) return undefined
  const ownFile = root.file
  const isVisible = file === ownFile && host.valueNamed(holder.name.text, root.scope) === target
  if (!isVisible && host.valueNamed(holder.name.text, file) !== target) return undefined
  const declared = host.locate(holder.name)
  return {
    capture: {
      kind: file === ownFile ? 'module' : 'import',
      root: holder.name.text,
      path: holder.path.map(name => ({ name, optional: false })),
      name: `${[holder.name.text, ...holder.path].join('.')} is there`,
      declared,
      asked: 'presence',
      reading: isVisible ? { by: 'scope', anchor: declared.offset } : { by: 'provider', id: providerId(declared.file) }
    },
    optional: file !== ownFile && !loadedBefore(host, ownFile).has(file)
  }
}

/** Whether `undefined` is among the values that it has once it is initialized. */
function isEverNothing(host: CodeHost, head: ts.Identifier, resolution: ResolvedName['resolution']): boolean {
  if (resolution.bin === 'folded') return 'constant' in resolution && resolution.constant.kind === 'undefined'
  if (resolution.bin !== 'captured' && resolution.bin !== 'ignored') return true
  const { Any, Unknown, Undefined, Void } = host.compiler.TypeFlags
  const type = host.typeOf(head)
  const parts = type.isUnion() ? type.types : [type]
  return parts.some(part => (part.flags & (Any | Unknown | Undefined | Void)) !== 0)
}

/** Whether it, or a member of it that is read, was made of what may not have been there. */
function isMade(host: CodeHost, { resolution }: ResolvedName, target: ts.Symbol, members: readonly Member[]): boolean {
  if (resolution.bin === 'captured') return false
  return [target, ...members.map(each => each.symbol)].some(each => each && isMadeOfAbsent(host, each))
}

function isInDoubt(
  host: CodeHost,
  root: AwaitingRoot,
  head: ts.Identifier,
  own: ts.Symbol,
  bin: ResolvedName['resolution']['bin']
): boolean {
  const { compiler } = host
  const file = head.getSourceFile()
  const ownFile = root.file
  if ((own.flags & compiler.SymbolFlags.Alias) !== 0) return mayPrecede(host, ownFile, file)
  // A value is read when the function is called; a declared function is there from the start.
  const declarations = (own.declarations ?? []).filter(each => !isThereFromTheStart(compiler, each))
  if ((bin !== 'folded' && bin !== 'ignored') || declarations.length === 0) return false
  if (declarations.some(each => each.getSourceFile() !== file)) return false
  return mayPrecede(host, ownFile, file) || (file === ownFile && mayBeCalledAbove(host, root.node, declarations))
}

function isThereFromTheStart(compiler: typeof ts, declaration: ts.Declaration): boolean {
  return (
    compiler.isFunctionDeclaration(declaration) ||
    compiler.isParameter(declaration) ||
    compiler.isInterfaceDeclaration(declaration) ||
    compiler.isTypeAliasDeclaration(declaration)
  )
}

interface Member {
  readonly name: string
  readonly symbol: ts.Symbol | undefined
}

/** Members of namespaces, enums and classes come one after the other: the path as far as it goes through such. */
function membersOfNames(
  host: CodeHost,
  head: ts.Identifier,
  { expression: covered, resolution }: ResolvedName,
  target: ts.Symbol
): readonly Member[] {
  const { compiler } = host
  if (resolution.bin !== 'folded') return []
  const { Class, Enum, ValueModule, NamespaceModule } = compiler.SymbolFlags
  const members: Member[] = []
  let holder: ts.Symbol | undefined = target
  const { links, called } = memberPath(compiler, head)
  for (const access of [...links.map(link => link.access), ...(called === undefined ? [] : [called])]) {
    const name = memberName(compiler, access)
    const isHolder = holder !== undefined && (holder.flags & (Class | Enum | ValueModule | NamespaceModule)) !== 0
    if (!isHolder || name === undefined || name.startsWith('#')) break
    if (access.pos < covered.pos || access.end > covered.end) break
    holder = host.symbolOf(memberNameNode(compiler, access))
    members.push({ name, symbol: holder })
  }
  return members
}
