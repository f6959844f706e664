/** The option `pin`, as far as it is written out. */
import type ts from 'typescript'
import { readPinLevels, type PinLevels } from '../model/pin'
import type { CodeHost } from '../program/code-host'
import type { WrongOption } from './find-marked'

export interface PinOption {
  readonly pin?: PinLevels
  readonly wrong: readonly WrongOption[]
}

/** `pin: 'content'`, `pin: { lodash: 'major' }` */
export function readPinOption(host: CodeHost, option: ts.ObjectLiteralElementLike | undefined): PinOption {
  const { compiler } = host
  if (option === undefined) return { wrong: [] }
  const wrong = (reason: string): PinOption => ({
    wrong: [{ word: option.getText(), reason, location: host.locate(option) }]
  })
  const value = compiler.isPropertyAssignment(option) ? writtenOut(compiler, option.initializer) : undefined
  if (value === undefined)
    return wrong('it belongs to the fingerprint, and has to be written out: the levels of packages, by their names')
  const { levels, faults } = readPinLevels(value)
  const [fault] = faults
  return fault === undefined ? { pin: levels, wrong: [] } : wrong(inWords(fault))
}

export function inWords({ name, reason }: { readonly name?: string; readonly reason: string }): string {
  return name === undefined ? reason : `'${name}': ${reason}`
}

/** A text, or an object of texts. */
function writtenOut(compiler: typeof ts, value: ts.Expression): unknown {
  if (compiler.isStringLiteralLike(value)) return value.text
  if (!compiler.isObjectLiteralExpression(value)) return undefined
  const entries = value.properties.flatMap(each => {
    const isPlain =
      compiler.isPropertyAssignment(each) &&
      (compiler.isIdentifier(each.name) || compiler.isStringLiteralLike(each.name)) &&
      compiler.isStringLiteralLike(each.initializer)
    return isPlain ? [[each.name.text, each.initializer.text] as const] : []
  })
  return entries.length === value.properties.length ? Object.fromEntries(entries) : undefined
}
