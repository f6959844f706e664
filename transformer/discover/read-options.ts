import type ts from 'typescript'

export interface OptionsLiteral {
  readonly ignore: readonly string[]
  readonly hasTtl: boolean
}

/** What the build has to know of `{ ttl: …, ignore: ['a', 'b'] }`, as far as it is written out. */
export function readOptionsLiteral(compiler: typeof ts, options: ts.Expression | undefined): OptionsLiteral {
  const properties = options !== undefined && compiler.isObjectLiteralExpression(options) ? options.properties : []
  const named = (name: string): ts.ObjectLiteralElementLike | undefined =>
    properties.find(each => each.name?.getText() === name)
  const ignore = named('ignore')
  const list = ignore !== undefined && compiler.isPropertyAssignment(ignore) ? ignore.initializer : undefined
  const elements = list !== undefined && compiler.isArrayLiteralExpression(list) ? list.elements : []
  return {
    ignore: elements.flatMap(each => (compiler.isStringLiteralLike(each) ? [each.text] : [])),
    hasTtl: named('ttl') !== undefined
  }
}
