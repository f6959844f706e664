const tokens = new WeakMap<object, string>()

/**
 * Called by emitted code where a function is put into something that a cached function captures: from then on a key can
 * say which of the known functions is there.
 *
 * @param token names the code of the function among all that the program is made of
 * @param name a function without a name takes it, as it would have without this call
 */
export function identify<Value>(value: Value, token: string, name: string): Value {
  if (typeof value !== 'function') return value
  if (value.name === '' && name !== '') Object.defineProperty(value, 'name', { value: name, configurable: true })
  tokens.set(value, token)
  return value
}

/** The token by which emitted code knows the function, or undefined. */
export function tokenOf(fn: object): string | undefined {
  return tokens.get(fn)
}
