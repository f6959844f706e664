/** JSX as the calls that it stands for. See listing.ts for the conventions. */
import type ts from 'typescript'
import { foldLines, isIntrinsic, isJsx, semanticChildren, type JsxNode } from './jsx-syntax'
import type { Lister } from './listing'
import { listExpression } from './listing-expressions'

export function listJsx(lister: Lister, node: JsxNode): void {
  const { compiler } = lister.host
  if (compiler.isJsxFragment(node)) {
    for (const each of [node.openingFragment, node.closingFragment]) listMaker(lister, each)
    lister.emit('element', 'fragment', 0, listChildren(lister, node))
    return
  }
  const opening = compiler.isJsxElement(node) ? node.openingElement : node
  const { tagName, attributes } = opening
  listMaker(lister, attributes)
  if (isIntrinsic(compiler, tagName))
    lister.emit('constant', { constant: { kind: 'string', value: tagName.getText() } })
  else listExpression(lister, tagName as ts.Expression)
  for (const each of attributes.properties) listAttribute(lister, each)
  const children = compiler.isJsxElement(node) ? listChildren(lister, node) : 0
  lister.emit('element', attributes.properties.length, children)
}

function listMaker(lister: Lister, head: ts.Node): void {
  const maker = lister.resolved(head)
  if (maker === undefined) lister.unknown(head, 'what makes elements of JSX is not known')
  else lister.reference(maker)
}

function listAttribute(lister: Lister, attribute: ts.JsxAttributeLike): void {
  const { compiler } = lister.host
  if (compiler.isJsxSpreadAttribute(attribute)) {
    listExpression(lister, attribute.expression)
    lister.emit('spread')
    return
  }
  const { initializer } = attribute
  if (initializer === undefined) lister.emit('constant', { constant: { kind: 'boolean', value: true } })
  else if (compiler.isStringLiteral(initializer)) listText(lister, initializer.text)
  else if (isJsx(compiler, initializer)) listJsx(lister, initializer)
  else if (initializer.expression !== undefined) listExpression(lister, initializer.expression)
  lister.emit('attribute', attribute.name.getText())
}

function listChildren(lister: Lister, node: ts.JsxElement | ts.JsxFragment): number {
  const { compiler } = lister.host
  const children = semanticChildren(compiler, node)
  for (const child of children) {
    if (compiler.isJsxText(child)) listText(lister, foldLines(child.text))
    else if (isJsx(compiler, child)) listJsx(lister, child)
    else if (child.expression !== undefined) {
      listExpression(lister, child.expression)
      if (child.dotDotDotToken !== undefined) lister.emit('spread')
    }
  }
  return children.length
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }

/** What is left of `&name;` stays as it is written, told apart from a string that says the same. */
function listText(lister: Lister, raw: string): void {
  let isPlain = true
  const text = raw.replace(
    /&(?:#(\d+)|#[xX]([\da-fA-F]+)|(\w+));/g,
    (whole: string, ...[decimal, hex, name = '']: readonly (string | undefined)[]) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16))
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined
      isPlain &&= known !== undefined
      return known ?? whole
    }
  )
  if (isPlain) lister.emit('constant', { constant: { kind: 'string', value: text } })
  else lister.emit('text', raw)
}
