/** Hooks of Node's loader for ES modules; they run in a thread of their own. */
import type { LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileForNode, isModule, isOwnSource, sourceFor } from './node-files'

export const resolve: ResolveHook = async (specifier, context, next) => {
  const from = pathOf(context.parentURL)
  try {
    const found = await next(specifier, context)
    const path = pathOf(found.url)
    const source = path === undefined ? undefined : sourceFor(specifier, from, path)
    return source === undefined ? found : await next(pathToFileURL(source).href, context)
  } catch (error) {
    const source = sourceFor(specifier, from)
    if (source === undefined) throw error
    return next(pathToFileURL(source).href, context)
  }
}

export const load: LoadHook = async (url, context, next) => {
  const file = pathOf(url)
  if (file === undefined || !isOwnSource(file)) return next(url, context)
  if (!isModule(file)) return { format: 'commonjs', source: null, shortCircuit: true } as never
  return { format: 'module', source: compileForNode(file), shortCircuit: true }
}

function pathOf(url: string | undefined): string | undefined {
  return url?.startsWith('file:') ? fileURLToPath(url) : undefined
}
