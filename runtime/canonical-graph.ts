import type { AcceptedCode } from './class-identity'
import { describe } from './describe'
import { describePrimitive } from './describe-primitive'
import { digest } from './digest'
import { Indescribable } from './indescribable'
import { Unhashable, writePath, type TrailStep } from './unhashable'

interface Node {
  readonly head: string
  /** A form for a primitive, the number of a node for an object. */
  readonly children: readonly (string | number)[]
}

/**
 * The canonical form of a value that contains itself. Two such values are equal when following the same steps through
 * both never shows a difference, however their cycles are laid out: objects that no steps can tell apart are merged, and
 * the merged graph is written from its root, numbering its nodes as they are first met.
 *
 * @throws Unhashable
 */
export function canonicalGraph(value: unknown, root: string, accepted: AcceptedCode): string {
  const nodes = collectNodes(value, root, accepted)
  return `G${writeGraph(nodes, mergeEqual(nodes))}`
}

function collectNodes(root: unknown, rootName: string, accepted: AcceptedCode): Node[] {
  const numbers = new Map<object, number>([[root as object, 0]])
  const found: { object: object; trail: readonly TrailStep[] }[] = [{ object: root as object, trail: [] }]
  const nodes: Node[] = []
  for (let next = found[0]; next; next = found[nodes.length]) {
    const { object, trail } = next
    let trailOfChild = trail
    try {
      const { head, children, steps } = describe(object, accepted)
      const forms = children.map((child, index) => {
        trailOfChild = [...trail, steps[index] ?? index]
        const primitive = describePrimitive(child)
        if (primitive !== undefined) return primitive
        const number = numbers.get(child as object) ?? found.length
        if (number === found.length) {
          numbers.set(child as object, number)
          found.push({ object: child as object, trail: trailOfChild })
        }
        return number
      })
      nodes.push({ head, children: forms })
    } catch (error) {
      if (error instanceof Indescribable) {
        const path = error.trail.length === 0 ? trailOfChild : [...trail, ...error.trail]
        throw new Unhashable(error.reason, writePath(rootName, path))
      }
      throw new Unhashable(`could not be read: ${String(error)}`, writePath(rootName, trail))
    }
  }
  return nodes
}

/** For each node the class it belongs to. Classes are split by what their members hold until no split is left. */
function mergeEqual(nodes: readonly Node[]): string[] {
  let classes = nodes.map(() => '')
  for (let count = 0; ;) {
    classes = nodes.map(({ head, children }) => {
      const parts = children.map(child => (typeof child === 'number' ? `^${classes[child]};` : child))
      return digest(head + parts.join(''))
    })
    const distinct = new Set(classes).size
    if (distinct === count) return classes
    count = distinct
  }
}

function writeGraph(nodes: readonly Node[], classes: readonly string[]): string {
  const numbers = new Map<string, number>()
  let form = ''
  // Depth first with a stack of our own: a cyclic value can be as deep as it has objects.
  const pending: (string | number)[] = [0]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') {
      form += next
      continue
    }
    const number = numbers.get(classes[next] ?? '')
    if (number !== undefined) {
      form += `^${number};`
      continue
    }
    numbers.set(classes[next] ?? '', numbers.size)
    const node = nodes[next]
    if (!node) continue
    form += node.head
    for (let index = node.children.length - 1; index >= 0; index--) pending.push(node.children[index] ?? '')
  }
  return form
}
