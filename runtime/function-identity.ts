const identities = new WeakMap<object, string>()

/**
 * Called by emitted code where a function is assigned to a variable that a cached function captures. Which of the known
 * functions the variable holds is then told by their hashes.
 *
 * @param name the variable: a function without a name takes it, as it would have without this call
 */
export function identify<Value>(value: Value, hash: string, name: string): Value {
  if (typeof value !== 'function') return value
  if (value.name === '') Object.defineProperty(value, 'name', { value: name, configurable: true })
  identities.set(value, hash)
  return value
}

/** What stands for a captured function in a key: its hash. Everything else stands for itself. */
export function identityOf(value: unknown): unknown {
  const hash = typeof value === 'function' ? identities.get(value) : undefined
  // A list, so that no string that the variable might hold is mistaken for a function.
  return hash === undefined ? value : ['function', hash]
}
