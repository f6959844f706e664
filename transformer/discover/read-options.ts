import type ts from 'typescript'

export interface OptionsLiteral {
  readonly ignore: readonly string[]
  readonly hasTtl: boolean
  readonly hasLock: boolean
}

/** What the build has to know of `{ ttl: …, lock: true, ignore: ['a', 'b'] }`, as far as it is written out. */
export function readOptionsLiteral(compiler: typeof ts, options: ts.Expression | undefined): OptionsLiteral {
  const properties = options !== undefined && compiler.isObjectLiteralExpression(options) ? options.properties : []
  const named = (name: string): ts.ObjectLiteralElementLike | undefined =>
    properties.find(each => each.name?.getText() === name)
  const valueOf = (property: ts.ObjectLiteralElementLike | undefined): ts.Expression | undefined =>
    property !== undefined && compiler.isPropertyAssignment(property) ? property.initializer : undefined
  const list = valueOf(named('ignore'))
  const lock = named('lock')
  const elements = list !== undefined && compiler.isArrayLiteralExpression(list) ? list.elements : []
  return {
    ignore: elements.flatMap(each => (compiler.isStringLiteralLike(each) ? [each.text] : [])),
    hasTtl: named('ttl') !== undefined,
    hasLock: lock !== undefined && valueOf(lock)?.kind !== compiler.SyntaxKind.FalseKeyword
  }
}
