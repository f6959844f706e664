/** What JSX in a file turns into: by the comments atop the file first, then by the compiler options. */
import type ts from 'typescript'
import type { JsxMaking } from './code-host'
import { importsOfFile, jsxPragmasOf } from './ts-internals'

export function jsxMakingOf(
  compiler: typeof ts,
  options: ts.CompilerOptions,
  file: ts.SourceFile,
  symbolOf: (node: ts.Node) => ts.Symbol | undefined
): JsxMaking {
  const { JsxEmit } = compiler
  const pragmas = jsxPragmasOf(file)
  const isAutomatic =
    options.jsx === JsxEmit.ReactJSX ||
    options.jsx === JsxEmit.ReactJSXDev ||
    options.jsxImportSource !== undefined ||
    pragmas.jsximportsource !== undefined ||
    pragmas.jsxruntime === 'automatic'
  if (isAutomatic && pragmas.jsxruntime !== 'classic') {
    const isDevelopment = options.jsx === JsxEmit.ReactJSXDev
    const source = pragmas.jsximportsource ?? options.jsxImportSource ?? 'react'
    const name = `${source}/${isDevelopment ? 'jsx-dev-runtime' : 'jsx-runtime'}`
    // The import of the runtime stands in no text.
    const literal = importsOfFile(file).find(each => each.text === name && each.pos < 0)
    const module = literal && symbolOf(literal)
    return { by: 'runtime', name, isDevelopment, ...(module && { module }) }
  }
  const namespace = options.reactNamespace ?? 'React'
  const factory = pragmas.jsx ?? options.jsxFactory
  const fragment = pragmas.jsxfrag ?? options.jsxFragmentFactory ?? `${namespace}.Fragment`
  // `preserve` and `react-native` leave it to another tool, which follows the same settings if there are any.
  if (factory === undefined && options.jsx !== JsxEmit.React) return { by: 'another tool', namespace, fragment }
  return { by: 'factory', factory: factory ?? `${namespace}.createElement`, fragment }
}
