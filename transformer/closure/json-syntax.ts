import type ts from 'typescript'

/** `import { version } from './package.json'` means this. */
export function isJsonMember(compiler: typeof ts, declaration: ts.Node): declaration is ts.PropertyAssignment {
  if (!compiler.isPropertyAssignment(declaration)) return false
  const file = declaration.parent.parent.parent
  return compiler.isSourceFile(file) && isJsonFile(file)
}

export function isJsonFile(file: ts.SourceFile): boolean {
  return file.fileName.endsWith('.json')
}

/** The object or other value that the file holds. */
export function contentOf(compiler: typeof ts, file: ts.SourceFile): ts.Expression | undefined {
  const [content] = file.statements
  return content !== undefined && compiler.isExpressionStatement(content) ? content.expression : undefined
}
