/**
 * JSON files: an object that every importer shares, under its own name or those of its members, and that any may change.
 */
import type ts from 'typescript'
import type { StaticValue } from '../model/static-value'
import type { CodeHost } from '../program/code-host'
import { evaluateConstant } from './evaluate-constant'
import { folded, opaque, type Meaning } from './meaning'
import { contentOf } from './json-syntax'
import { usesOfLoaded } from './loaded-modules'
import { memberPath } from './member-path'
import { findTouches, overlaps } from './mutability'
import { pathsRequired } from './required-json'
import type { CapturePoint } from './resolution'
import { unwrap } from './unwrap'

/**
 * A JSON file has no code that could provide what it holds to other modules: the module that imports it does, by the
 * name that it has there.
 */
export function asImported(host: CodeHost, expression: ts.Node, point: CapturePoint): CapturePoint | undefined {
  const { compiler } = host
  let root = expression
  for (;;) {
    const inner = unwrap(compiler, root as ts.Expression)
    const isAccess = compiler.isPropertyAccessExpression(inner) || compiler.isElementAccessExpression(inner)
    root = isAccess ? inner.expression : inner
    if (!isAccess) break
  }
  if (!compiler.isIdentifier(root)) return undefined
  const [declaration] = host.ownSymbolOf(root)?.declarations ?? []
  const symbol = host.symbolOf(root)
  const isImport =
    declaration !== undefined &&
    (compiler.isImportClause(declaration) ||
      compiler.isImportSpecifier(declaration) ||
      compiler.isNamespaceImport(declaration) ||
      compiler.isImportEqualsDeclaration(declaration))
  return isImport && symbol === point.symbol && symbol !== undefined
    ? { ...point, root: root.text, node: declaration }
    : undefined
}

/** `(await import('./rates.json')).default.standard`, `require('./rates.json').standard`: what the code reads of the file. */
export function resolveLoadedJson(host: CodeHost, loading: ts.CallExpression, file: ts.SourceFile): Meaning {
  const { compiler } = host
  const isRequired = loading.expression.kind !== compiler.SyntaxKind.ImportKeyword
  const [specifier = loading] = loading.arguments
  // What `import()` gives is a promise of the file, `require` the file itself.
  const expression = isRequired ? loading : specifier
  const subject = compiler.isStringLiteralLike(specifier) ? specifier.text : specifier.getText()
  const symbol = (file as { symbol?: ts.Symbol }).symbol
  const content = contentOf(compiler, file)
  const value = content && evaluateConstant(host, content, () => undefined)
  if (symbol === undefined || value === undefined)
    return opaque(host, expression, 'KP3004', subject, 'it is not a JSON file that could be read')
  const paths = (isRequired ? pathsRequired(host, loading, file) : pathsRead(host, loading)) ?? [[]]
  const touch = findTouches(host, symbol).find(each => paths.some(path => overlaps(each.path, path)))
  if (touch !== undefined) {
    const by = isRequired ? 'require' : 'import'
    const reason = `it may be changed while the program runs, and what '${by}()' loads has no name to read it by`
    const because = [{ message: 'it is written or handed on here', node: touch.node }]
    return opaque(host, expression, 'KP2002', subject, reason, because)
  }
  return folded(expression, onlyPaths(value, paths))
}

/** Paths from the content of the file, whether it is read as the default export or by its members. */
function pathsRead(host: CodeHost, loading: ts.CallExpression): readonly (readonly string[])[] | undefined {
  return usesOfLoaded(host, loading)?.map(use => {
    const names = 'path' in use ? use.path : memberPath(host.compiler, use.expression).links.map(link => link.name)
    return names[0] === 'default' ? names.slice(1) : names
  })
}

function onlyPaths(value: StaticValue, paths: readonly (readonly string[])[]): StaticValue {
  if (value.kind !== 'object' || paths.some(path => path.length === 0)) return value
  const properties = value.properties.flatMap(([name, member]) => {
    const below = paths.filter(path => path[0] === name).map(path => path.slice(1))
    return below.length === 0 ? [] : [[name, onlyPaths(member, below)] as const]
  })
  return { kind: 'object', properties }
}
