/** Changes one thing in a program that may matter. */
import { FORMS, LIST_CHANGES, OPERATORS, RECORD_CHANGES, SHAPES, type Program } from './model'
import { PLAIN, render } from './render'

/** What a word may become: the next one of its list. No word is in two of them. */
const LISTS: readonly (readonly string[])[] = [OPERATORS, SHAPES, FORMS, RECORD_CHANGES, LIST_CHANGES]

/**
 * @param place counted over all numbers and words of the program, round and round; where a change would not show in the
 *   text, the next one is changed
 */
export function editAt(program: Program, place: number): Program {
  const text = JSON.stringify(render(program, PLAIN))
  let count = 0
  walk(program, () => {
    count += 1
    return undefined
  })
  for (let tried = 0; tried < count; tried += 1) {
    let left = (place + tried) % count
    const edited = walk(program, value => (left-- === 0 ? nextOf(value) : undefined)) as Program
    if (JSON.stringify(render(edited, PLAIN)) !== text) return edited
  }
  return program
}

function nextOf(value: string | number | boolean): string | number | boolean {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  const list = LISTS.find(each => each.includes(value)) ?? []
  return list[(list.indexOf(value) + 1) % list.length] ?? value
}

/** A copy in which each number, truth and word is replaced by what `replace` gives for it, if anything. */
function walk(
  value: unknown,
  replace: (value: string | number | boolean) => string | number | boolean | undefined
): unknown {
  if (Array.isArray(value)) return value.map(each => walk(each, replace))
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => [key, key === 'kind' ? each : walk(each, replace)])
    return Object.fromEntries(entries)
  }
  const isEditable = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isEditable ? (replace(value) ?? value) : value
}
