/**
 * What the program tells a package by calls, as against calls for what they give: `dayjs.extend(utc)`, `marked.use({ … })`,
 * `i18next.use(plugin).init({ … })`. All code behind the pin may go by it.
 *
 * In: a package. Out: these calls, to be listed with whatever is used of it. Invariant: a call of something imported from a
 * package that runs when its module is loaded is listed if nobody uses what it gives; inside of functions one is that goes
 * by a name for settings. Which of them ran last, and with what, nobody can say: what may have been told anew is reported.
 */
import type ts from 'typescript'
import type { CodeHost, Origin } from '../program/code-host'
import { codeUnit, type CodeUnit } from './code-unit'
import { isNamedMember, memberName } from './member-path'
import { unwrap, wrapped } from './unwrap'

export interface Told {
  /** The calls, in the order of their files. */
  readonly calls: readonly CodeUnit[]
  /** What says another thing while the program runs, such as `dayjs.locale`: more than one call does, or one in a function. */
  readonly anew?: string
}

const NOTHING: Told = { calls: [] }

const known = new WeakMap<CodeHost, ReadonlyMap<string, Told>>()

export function toldTo(host: CodeHost, origin: Origin): Told {
  return origin.from === 'package' ? (findTold(host).get(origin.name) ?? NOTHING) : NOTHING
}

function findTold(host: CodeHost): ReadonlyMap<string, Told> {
  const before = known.get(host)
  if (before !== undefined) return before
  const found = new Map<string, ts.CallExpression[]>()
  for (const file of host.sourceFiles) {
    for (const call of host.nodesOf(file).calls) {
      const name = isForItsEffect(host, call) ? packageBehind(host, call) : undefined
      if (name !== undefined) found.set(name, [...(found.get(name) ?? []), call])
    }
  }
  const told = new Map([...found].map(([name, calls]) => [name, describe(host, calls)]))
  known.set(host, told)
  return told
}

function describe(host: CodeHost, calls: readonly ts.CallExpression[]): Told {
  const units = calls.map(call => codeUnit(host, call, call.expression.getText()))
  const again = calls.find(call => {
    const name = calledName(host.compiler, call)
    const isReplacing = name !== undefined && REPLACING.test(name)
    return (
      isReplacing &&
      (isInFunction(host, call) || calls.some(each => each !== call && calledName(host.compiler, each) === name))
    )
  })
  return { calls: units, ...(again && { anew: calledName(host.compiler, again) ?? '' }) }
}

/** A statement that is a call. */
function isForItsEffect(host: CodeHost, call: ts.CallExpression): boolean {
  const { compiler } = host
  let { parent } = wrapped(compiler, call)
  while (compiler.isAwaitExpression(parent) || compiler.isVoidExpression(parent))
    parent = wrapped(compiler, parent).parent
  if (!compiler.isExpressionStatement(parent)) return false
  return !isInFunction(host, call) || isSetting(compiler, call)
}

function isInFunction({ compiler }: CodeHost, call: ts.CallExpression): boolean {
  return compiler.findAncestor(call, compiler.isFunctionLike) !== undefined
}

/** Names of functions that settle something; those of the second kind have other meanings with more than one argument. */
const SETTING = /^(?:set[A-Z]\w*|(?:configure|config|register|install|init)(?:[A-Z]\w*)?|use|locale|changeLanguage)$/
const SETTING_OF_ONE = /^(?:set|extend)$/

/** Those in which the last call stands in place of those before. */
const REPLACING = /^(?:set(?:[A-Z]\w*)?|config(?:ure)?|locale|changeLanguage)$/

function isSetting(compiler: typeof ts, call: ts.CallExpression): boolean {
  const name = calledName(compiler, call) ?? ''
  return SETTING.test(name) || (SETTING_OF_ONE.test(name) && call.arguments.length === 1)
}

function calledName(compiler: typeof ts, call: ts.CallExpression): string | undefined {
  const callee = unwrap(compiler, call.expression)
  if (compiler.isIdentifier(callee)) return callee.text
  return isNamedMember(compiler, callee) ? memberName(compiler, callee) : undefined
}

/** The package that the head of a chain of members and calls is imported from. */
function packageBehind(host: CodeHost, call: ts.CallExpression): string | undefined {
  const { compiler } = host
  let head: ts.Expression = call
  while (compiler.isCallExpression(head) || isNamedMember(compiler, head)) head = unwrap(compiler, head.expression)
  const symbol = compiler.isIdentifier(head) ? host.symbolOf(head) : undefined
  const origin = symbol && host.originOf(symbol)
  return origin?.from === 'package' && origin.name !== 'keyprint' ? origin.name : undefined
}
