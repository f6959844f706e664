import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'

/** What instances of a class look like. */
export interface ClassInstance {
  readonly declaration: ts.ClassLikeDeclaration
  readonly type: ts.Type
}

interface ClassInstances {
  readonly all: readonly ClassInstance[]
  readonly byMember: Map<string, ReadonlySet<ClassInstance>>
}

const known = new WeakMap<readonly ts.ClassLikeDeclaration[], ClassInstances>()

/**
 * Those of the classes, all of the program or all of packages, whose instances have all of these members, their own or
 * inherited. Classes without members are left out: they fit whatever asks for none, and nobody means them.
 */
export function instancesWith(
  host: CodeHost,
  classes: readonly ts.ClassLikeDeclaration[],
  members: readonly string[]
): readonly ClassInstance[] {
  const { all, byMember } = instancesOf(host, classes)
  let fitting = all
  for (const member of members) {
    if (fitting.length === 0) return fitting
    const having = byMember.get(member) ?? new Set(all.filter(({ type }) => host.propertyOf(type, member)))
    byMember.set(member, having)
    fitting = fitting.filter(each => having.has(each))
  }
  return fitting
}

function instancesOf(host: CodeHost, classes: readonly ts.ClassLikeDeclaration[]): ClassInstances {
  const before = known.get(classes)
  if (before !== undefined) return before
  const all = classes.flatMap(declaration => {
    const type = host.declaredTypeOf(declaration)
    return type === undefined || host.propertiesOf(type).length === 0 ? [] : [{ declaration, type }]
  })
  const instances = { all, byMember: new Map<string, ReadonlySet<ClassInstance>>() }
  known.set(classes, instances)
  return instances
}
