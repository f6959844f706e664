/** Hooks of Node's loader for ES modules; they run in a thread of their own. */
import type { LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compileForNode, isModule, isOwnSource, resolveByCompiler } from './node-files'

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context)
  } catch (error) {
    const { parentURL } = context
    const found = parentURL?.startsWith('file:') ? resolveByCompiler(specifier, fileURLToPath(parentURL)) : undefined
    if (found === undefined) throw error
    return next(pathToFileURL(found).href, context)
  }
}

export const load: LoadHook = async (url, context, next) => {
  const file = url.startsWith('file:') ? fileURLToPath(url) : undefined
  if (file === undefined || !isOwnSource(file)) return next(url, context)
  if (!isModule(file)) return { format: 'commonjs', source: null, shortCircuit: true } as never
  return { format: 'module', source: compileForNode(file), shortCircuit: true }
}
