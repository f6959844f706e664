/** The parts of JSX: which of its text counts, and which names are those of components. */
import type ts from 'typescript'

export type JsxNode = ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment

export function isJsx(compiler: typeof ts, node: ts.Node): node is JsxNode {
  return compiler.isJsxElement(node) || compiler.isJsxSelfClosingElement(node) || compiler.isJsxFragment(node)
}

/** The attributes of an element, or one of the two ends of a fragment: they stand for what makes the element. */
export type JsxMaker = ts.JsxAttributes | ts.JsxOpeningFragment | ts.JsxClosingFragment

export function isJsxMaker(compiler: typeof ts, node: ts.Node): node is JsxMaker {
  return compiler.isJsxAttributes(node) || compiler.isJsxOpeningFragment(node) || compiler.isJsxClosingFragment(node)
}

/** `div`, `my-box`, `svg:path`: elements by name, as against components. */
export function isIntrinsic(compiler: typeof ts, tagName: ts.JsxTagNameExpression): boolean {
  if (compiler.isIdentifier(tagName)) return /^[a-z]|-/.test(tagName.text)
  return !compiler.isPropertyAccessExpression(tagName) && tagName.kind !== compiler.SyntaxKind.ThisKeyword
}

/** Children that are passed on: neither comments nor the white space around line breaks. */
export function semanticChildren(compiler: typeof ts, node: ts.JsxElement | ts.JsxFragment): readonly ts.JsxChild[] {
  return node.children.filter(child => {
    if (compiler.isJsxText(child)) return foldLines(child.text) !== ''
    return !compiler.isJsxExpression(child) || child.expression !== undefined
  })
}

/** White space within one line, as JSX has it: a few more characters than `\s` in regular expressions. */
const SPACES = '[\\s\\u0085\\u180e\\u200b]*'
const LEADING = new RegExp(`^${SPACES}`)
const TRAILING = new RegExp(`${SPACES}$`)

/** Line breaks, with the white space around them, are one space between lines that hold text, and nothing elsewhere. */
export function foldLines(text: string): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/)
  const last = lines.length - 1
  return lines
    .map((line, index) => {
      const tail = index < last ? line.replace(TRAILING, '') : line
      return index > 0 ? tail.replace(LEADING, '') : tail
    })
    .filter(line => line !== '')
    .join(' ')
}
