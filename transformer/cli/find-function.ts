import { distance } from 'fastest-levenshtein'
import type { FunctionClosure } from '../model/function-closure'

/** A share of the name that may be misspelt. */
const MISSPELT = 0.4
const SHOWN = 5

/** The cached functions of this name or id: none, one, or several of the same name. */
export function findFunctions(functions: readonly FunctionClosure[], subject: string): readonly FunctionClosure[] {
  const byId = functions.filter(({ id }) => id === subject)
  return byId.length > 0 ? byId : functions.filter(({ name }) => name === subject)
}

/** Names that may have been meant, nearest first. The name of a method is near without its class, too. */
export function findNearNames(functions: readonly FunctionClosure[], subject: string): readonly string[] {
  const wanted = subject.slice(subject.lastIndexOf('#') + 1).toLowerCase()
  const ranked = functions.map(({ name }) => {
    const whole = name.toLowerCase()
    const own = whole.slice(whole.lastIndexOf('.') + 1)
    return { name, edits: Math.min(distance(whole, wanted), distance(own, wanted)) }
  })
  const near = ranked.filter(({ edits }) => edits <= Math.max(1, Math.floor(wanted.length * MISSPELT)))
  const inOrder = near.sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))
  return [...new Set(inOrder.map(({ name }) => name))].slice(0, SHOWN)
}
