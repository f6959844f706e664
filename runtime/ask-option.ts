import type { Call } from './call'
import { emit } from './events'
import { warnOnce } from './warning'

/** What a function among the options says, or `otherwise` where it throws: no call fails for it. */
export function askOption<T>(call: Call, option: string, ask: () => T, otherwise: T): T {
  try {
    return ask()
  } catch (error) {
    return complain(call, option, `threw ${String(error)}`, otherwise)
  }
}

/** Says once in a program that a function among the options cannot be used, and gives `otherwise`. */
export function complain<T>({ cached: { state } }: Call, option: string, detail: string, otherwise: T): T {
  state.stats.errors++
  emit(() => ({ type: 'option', name: state.name, option, detail }))
  warnOnce(`option ${option} ${state.id}`, `keyprint: option '${option}' of '${state.name}' ${detail}`)
  return otherwise
}

/** The tags of a call: sorted, each once. Undefined when the option does not give any list of names. */
export function tagsOf(call: Call): readonly string[] | undefined {
  const { tags } = call.cached.options
  if (tags === undefined) return []
  const names = askOption<unknown>(call, 'tags', () => tags.apply(call.self, [...call.args]), undefined)
  if (names === undefined) return undefined
  const isList = Array.isArray(names) && names.every(name => typeof name === 'string')
  return isList ? [...new Set(names)].sort() : complain(call, 'tags', 'gave no list of texts', undefined)
}
