import type ts from 'typescript'

/** The innermost node around a position, the whitespace and comments before it included. */
export function nodeAt(compiler: typeof ts, file: ts.SourceFile, position: number): ts.Node {
  let node: ts.Node = file
  for (let inner: ts.Node | undefined = file; inner;) {
    node = inner
    inner = compiler.forEachChild(node, child => (child.pos <= position && position < child.end ? child : undefined))
  }
  return node
}
