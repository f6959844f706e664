/** A binary heap in an array: the least rank is at index 0. */
export interface Ranked<Item> {
  readonly rank: number
  readonly item: Item
}

export function pushRanked<Item>(heap: Ranked<Item>[], entry: Ranked<Item>): void {
  let child = heap.push(entry) - 1
  while (child > 0) {
    const parent = (child - 1) >> 1
    if (rankAt(heap, parent) <= rankAt(heap, child)) return
    swap(heap, parent, child)
    child = parent
  }
}

/** Takes the entry of least rank out of the heap. */
export function popRanked<Item>(heap: Ranked<Item>[]): Ranked<Item> | undefined {
  swap(heap, 0, heap.length - 1)
  const least = heap.pop()
  let parent = 0
  for (;;) {
    const left = 2 * parent + 1
    const child = rankAt(heap, left + 1) < rankAt(heap, left) ? left + 1 : left
    if (rankAt(heap, parent) <= rankAt(heap, child)) return least
    swap(heap, parent, child)
    parent = child
  }
}

function rankAt<Item>(heap: readonly Ranked<Item>[], index: number): number {
  return heap[index]?.rank ?? Infinity
}

function swap<Item>(heap: Ranked<Item>[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]]
  if (!first || !second) return
  heap[one] = second
  heap[other] = first
}
