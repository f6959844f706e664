/**
 * Groups a graph into its strongly connected components, callees before callers (Tarjan, "Depth-first search and linear
 * graph algorithms", 1972). Iterative, since closures may be deeper than the stack.
 */
export function orderCycles<Id>(roots: readonly Id[], edges: (id: Id) => readonly Id[]): readonly (readonly Id[])[] {
  const index = new Map<Id, number>()
  const low = new Map<Id, number>()
  const open: Id[] = []
  const isOpen = new Set<Id>()
  const components: Id[][] = []

  const enter = (id: Id): { id: Id; next: number } => {
    index.set(id, index.size)
    low.set(id, index.size - 1)
    open.push(id)
    isOpen.add(id)
    return { id, next: 0 }
  }
  const lower = (id: Id, to: number | undefined): void => {
    if (to !== undefined && to < (low.get(id) ?? Infinity)) low.set(id, to)
  }

  for (const root of roots) {
    if (index.has(root)) continue
    const path = [enter(root)]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = edges(top.id)[top.next]
      top.next += 1
      if (target !== undefined) {
        if (!index.has(target)) path.push(enter(target))
        else if (isOpen.has(target)) lower(top.id, index.get(target))
        continue
      }
      path.pop()
      const caller = path.at(-1)
      if (caller !== undefined) lower(caller.id, low.get(top.id))
      if (low.get(top.id) !== index.get(top.id)) continue
      const component = open.splice(open.lastIndexOf(top.id))
      for (const member of component) isOpen.delete(member)
      components.push(component)
    }
  }
  return components
}
