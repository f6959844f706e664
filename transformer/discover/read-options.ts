import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import type { KeptBy } from '../model/mark'
import type { WrongOption } from './find-marked'
import type { PinLevels } from '../model/pin'
import { NEEDS_PROMISE, OPTION_NAMES, whyNoOption, whyNoValue } from './option-value'
import { readPinOption } from './read-pin'

export interface OptionsLiteral {
  readonly ignore: readonly string[]
  readonly hasTtl: boolean
  readonly isAveraged: boolean
  readonly needsPromise: readonly string[]
  readonly key?: ts.ObjectLiteralElementLike
  readonly version?: string
  readonly fingerprint?: string
  readonly pin?: PinLevels
  readonly ignoresCode: boolean
  readonly wrong: readonly WrongOption[]
}

/** What the build has to know of `{ ttl: …, lock: true, ignore: ['a', 'b'] }`, as far as it is written out. */
export function readOptionsLiteral(host: CodeHost, options: ts.Expression | undefined, keptBy: KeptBy): OptionsLiteral {
  const { compiler } = host
  const properties = options !== undefined && compiler.isObjectLiteralExpression(options) ? options.properties : []
  const named = (name: string): ts.ObjectLiteralElementLike | undefined =>
    properties.find(each => each.name !== undefined && writtenName(compiler, each.name) === name)
  const valueOf = (property: ts.ObjectLiteralElementLike | undefined): ts.Expression | undefined =>
    property !== undefined && compiler.isPropertyAssignment(property) ? property.initializer : undefined
  const list = valueOf(named('ignore'))
  const elements = list !== undefined && compiler.isArrayLiteralExpression(list) ? list.elements : []
  const key = named('key')
  const version = textOf(compiler, valueOf(named('version')))
  const fingerprint = textOf(compiler, valueOf(named('fingerprint')))
  const { pin, wrong: wrongPin } = readPinOption(host, named('pin'))
  return {
    ...(key && { key }),
    ...(version !== undefined && { version }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(pin && { pin }),
    ignoresCode: fingerprint !== undefined || valueOf(named('ignoreCode'))?.kind === compiler.SyntaxKind.TrueKeyword,
    ignore: elements.flatMap(each => (compiler.isStringLiteralLike(each) ? [each.text] : [])),
    hasTtl: named('ttl') !== undefined,
    isAveraged: named('average') !== undefined,
    needsPromise: NEEDS_PROMISE.filter(
      name => named(name) !== undefined && valueOf(named(name))?.kind !== compiler.SyntaxKind.FalseKeyword
    ),
    wrong: [
      ...properties.flatMap(each => ofAnotherMark(host, each, keptBy)),
      ...wrongPin,
      ...OPTION_NAMES.filter(name => name !== 'pin').flatMap(name => wrongValue(host, name, valueOf(named(name)))),
      ...FOR_THE_BUILD.flatMap(name => notWrittenOut(host, named(name), valueOf(named(name))))
    ]
  }
}

function ofAnotherMark(host: CodeHost, option: ts.ObjectLiteralElementLike, keptBy: KeptBy): readonly WrongOption[] {
  if (option.name === undefined) return []
  const name = writtenName(host.compiler, option.name) ?? option.name.getText()
  const reason = whyNoOption(name, keptBy)
  return reason === undefined ? [] : [{ word: name, reason, location: host.locate(option.name) }]
}

/** `ttl`, `'ttl'`, `['ttl']` */
function writtenName(compiler: typeof ts, name: ts.PropertyName): string | undefined {
  if (compiler.isIdentifier(name)) return name.text
  return textOf(compiler, compiler.isComputedPropertyName(name) ? name.expression : name)
}

/** Only of what is written out is the value known. */
function wrongValue(host: CodeHost, name: string, value: ts.Expression | undefined): readonly WrongOption[] {
  const { compiler } = host
  if (value === undefined) return []
  const text = textOf(compiler, value)
  const known = text !== undefined && compiler.isNumericLiteral(value) ? Number(text) : text
  const reason = known === undefined ? undefined : whyNoValue(name, known)
  return reason === undefined ? [] : [{ word: `${name}: ${value.getText()}`, reason, location: host.locate(value) }]
}

function textOf(compiler: typeof ts, value: ts.Expression | undefined): string | undefined {
  return value !== undefined && (compiler.isStringLiteralLike(value) || compiler.isNumericLiteral(value))
    ? value.text
    : undefined
}

/** Options that are part of the fingerprint: a value that only the run time knows comes too late. */
const FOR_THE_BUILD = ['version', 'fingerprint', 'ignoreCode'] as const

function notWrittenOut(
  host: CodeHost,
  option: ts.ObjectLiteralElementLike | undefined,
  value: ts.Expression | undefined
): readonly WrongOption[] {
  const { compiler } = host
  const { TrueKeyword, FalseKeyword } = compiler.SyntaxKind
  if (option === undefined || textOf(compiler, value) !== undefined) return []
  if (value?.kind === TrueKeyword || value?.kind === FalseKeyword) return []
  const reason = 'it belongs to the fingerprint, and has to be written out as a text, a number, true or false'
  return [{ word: option.getText(), reason, location: host.locate(option) }]
}
