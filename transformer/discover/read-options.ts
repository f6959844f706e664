import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { WrongOption } from './find-marked'
import { NEEDS_PROMISE, OPTION_NAMES, whyNoValue } from './option-value'

export interface OptionsLiteral {
  readonly ignore: readonly string[]
  readonly hasTtl: boolean
  readonly needsPromise: readonly string[]
  readonly wrong: readonly WrongOption[]
}

/** What the build has to know of `{ ttl: …, lock: true, ignore: ['a', 'b'] }`, as far as it is written out. */
export function readOptionsLiteral(host: CodeHost, options: ts.Expression | undefined): OptionsLiteral {
  const { compiler } = host
  const properties = options !== undefined && compiler.isObjectLiteralExpression(options) ? options.properties : []
  const named = (name: string): ts.ObjectLiteralElementLike | undefined =>
    properties.find(each => each.name?.getText() === name)
  const valueOf = (property: ts.ObjectLiteralElementLike | undefined): ts.Expression | undefined =>
    property !== undefined && compiler.isPropertyAssignment(property) ? property.initializer : undefined
  const list = valueOf(named('ignore'))
  const elements = list !== undefined && compiler.isArrayLiteralExpression(list) ? list.elements : []
  return {
    ignore: elements.flatMap(each => (compiler.isStringLiteralLike(each) ? [each.text] : [])),
    hasTtl: named('ttl') !== undefined,
    needsPromise: NEEDS_PROMISE.filter(
      name => named(name) !== undefined && valueOf(named(name))?.kind !== compiler.SyntaxKind.FalseKeyword
    ),
    wrong: OPTION_NAMES.flatMap(name => wrongValue(host, name, valueOf(named(name))))
  }
}

/** Only of what is written out is the value known. */
function wrongValue(host: CodeHost, name: string, value: ts.Expression | undefined): readonly WrongOption[] {
  const { compiler } = host
  if (value === undefined) return []
  const known = compiler.isStringLiteralLike(value)
    ? value.text
    : compiler.isNumericLiteral(value)
      ? Number(value.text)
      : undefined
  const reason = known === undefined ? undefined : whyNoValue(name, known)
  return reason === undefined ? [] : [{ word: `${name}: ${value.getText()}`, reason, location: host.locate(value) }]
}
