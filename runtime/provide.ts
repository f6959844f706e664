/** Reads captured bindings of one module, by the name of the capture. */
export type Readers = Readonly<Record<string, () => unknown>>

interface Provider {
  readonly readers: Readers
  /** Files that registered the id. More than one: nobody knows which of them a record means. */
  readonly sources: ReadonlySet<string>
}

const providers = new Map<string, Provider>()

/** Called by emitted code: registers captures of a module under the module's id. */
export function provide(id: string, readers: Readers): void {
  const source = callerFile(provide)
  const known = providers.get(id)
  // The same file again is a module that was loaded anew; another file is a second copy of the package.
  providers.set(id, { readers, sources: new Set([...(known?.sources ?? []), source]) })
}

/** Whether a module with this id has begun to run. */
export function isProvided(id: string): boolean {
  return providers.has(id)
}

/** Why a provided capture cannot be read. Never a value of its own: that would be a key with a hole. */
export class MissingProvider extends Error {
  override readonly name = 'MissingProvider'
}

/** @throws MissingProvider when the module has not registered the capture, or several modules claim the id */
export function providedReader(id: string, name: string): () => unknown {
  const provider = providers.get(id)
  if (!provider)
    throw new MissingProvider(`'${name}': the module '${id}' is not loaded, or was built before it was captured`)
  if (provider.sources.size > 1) {
    const sources = [...provider.sources].sort().join(', ')
    throw new MissingProvider(`'${name}': several modules are registered as '${id}' (${sources})`)
  }
  if (!Object.hasOwn(provider.readers, name)) {
    throw new MissingProvider(`'${name}': the module '${id}' does not provide it; build it again`)
  }
  return provider.readers[name] as () => unknown
}

/** The file that called `callee`, without a query. */
function callerFile(callee: (...args: never[]) => unknown): string {
  const original = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const { stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = 1
    Error.prepareStackTrace = (_, sites) => sites[0]?.getFileName() ?? sites[0]?.getEvalOrigin() ?? ''
    const holder: { stack?: unknown } = {}
    Error.captureStackTrace(holder, callee)
    return String(holder.stack).replace(/\?.*$/s, '')
  } finally {
    if (original) Object.defineProperty(Error, 'prepareStackTrace', original)
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
    Error.stackTraceLimit = stackTraceLimit
  }
}
