import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

/** What instances of a class of the program look like. */
export interface ClassInstance {
  readonly declaration: ts.ClassLikeDeclaration
  readonly type: ts.Type
}

interface ClassInstances {
  readonly all: readonly ClassInstance[]
  readonly byMember: Map<string, ReadonlySet<ClassInstance>>
}

const known = new WeakMap<CodeHost, ClassInstances>()

/**
 * The classes of the program whose instances have all of these members, their own or inherited. Classes without members
 * are left out: they fit whatever asks for none, and nobody means them.
 */
export function instancesWith(host: CodeHost, members: readonly string[]): readonly ClassInstance[] {
  const { all, byMember } = instancesOf(host)
  let fitting = all
  for (const member of members) {
    if (fitting.length === 0) return fitting
    const having = byMember.get(member) ?? new Set(all.filter(({ type }) => host.propertyOf(type, member)))
    byMember.set(member, having)
    fitting = fitting.filter(each => having.has(each))
  }
  return fitting
}

function instancesOf(host: CodeHost): ClassInstances {
  const before = known.get(host)
  if (before !== undefined) return before
  const all = host.classes.flatMap(declaration => {
    const type = host.instanceTypeOf(declaration)
    return type === undefined || host.propertiesOf(type).length === 0 ? [] : [{ declaration, type }]
  })
  const instances = { all, byMember: new Map<string, ReadonlySet<ClassInstance>>() }
  known.set(host, instances)
  return instances
}
