import type ts from 'typescript'
import { nodeAt } from './node-at'
import type { Fault, Fix, FixContext } from './quick-fixes'

/** Writes a suppression above the line, with its reason left open: it counts only once somebody has given one. */
export function acceptHere({ compiler, file }: FixContext, { code, start }: Fault): Fix | undefined {
  const { line } = file.getLineAndCharacterOfPosition(start)
  const lineStart = file.getPositionOfLineAndCharacter(line, 0)
  if (isInsideText(compiler, file, lineStart)) return undefined
  const indentation = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? ''
  const newline = /\r\n/.test(file.text) ? '\r\n' : '\n'
  return {
    name: 'keyprint-accept',
    description: `Accept ${code} here, for a reason to be given`,
    edits: [
      { span: { start: lineStart, length: 0 }, newText: `${indentation}// @keyprint-ignore ${code} -- ${newline}` }
    ]
  }
}

/** Whether a line begins within a template or the text of an element, where a comment would be text. */
function isInsideText(compiler: typeof ts, file: ts.SourceFile, lineStart: number): boolean {
  const node = nodeAt(compiler, file, lineStart)
  if (compiler.isJsxText(node)) return true
  const isTemplate = compiler.isTemplateLiteralToken(node)
  return isTemplate && node.getStart(file) < lineStart
}
