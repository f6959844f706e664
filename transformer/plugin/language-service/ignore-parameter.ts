import type ts from 'typescript'
import { nodeAt } from './node-at'
import type { Fault, Fix, FixContext } from './quick-fixes'

/** Renames a parameter, wherever it is used, so that it begins with `_` and is left out of the key. */
export function ignoreParameter({ compiler, service, file }: FixContext, { message, start }: Fault): Fix | undefined {
  const parameter = parameterAt(compiler, file, start)
  if (!parameter || !compiler.isIdentifier(parameter.name)) return undefined
  const { text } = parameter.name
  // Of a parameter of which only a part cannot be keyed, the rest stays in the key.
  if (!message.startsWith(`'${text}' `)) return undefined
  const newName = `_${text}`
  if (mentions(compiler, parameter.parent, newName)) return undefined
  const places = service.findRenameLocations(file.fileName, parameter.name.getStart(file), false, false, {
    providePrefixAndSuffixTextForRename: true
  })
  if (!places || places.some(({ fileName }) => fileName !== file.fileName)) return undefined
  return {
    name: 'keyprint-ignore-parameter',
    description: `Leave '${text}' out of the key: rename it to '${newName}'`,
    edits: places.map(({ textSpan, prefixText = '', suffixText = '' }) => ({
      span: textSpan,
      newText: `${prefixText}${newName}${suffixText}`
    }))
  }
}

function parameterAt(compiler: typeof ts, file: ts.SourceFile, position: number): ts.ParameterDeclaration | undefined {
  let node: ts.Node | undefined = nodeAt(compiler, file, position)
  while (node && !compiler.isParameter(node) && !compiler.isFunctionLike(node)) node = node.parent
  return node && compiler.isParameter(node) ? node : undefined
}

function mentions(compiler: typeof ts, node: ts.Node, name: string): boolean {
  if (compiler.isIdentifier(node) && node.text === name) return true
  return compiler.forEachChild(node, child => mentions(compiler, child, name) || undefined) ?? false
}
