/** Closed tables of what functions and methods of the language do to what they are called on or given. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { memberName, memberNameNode, type MemberAccess } from './member-path'
import { unwrap } from './unwrap'

/** Functions that change their first argument. */
const MUTATORS = new Set([
  'Object.assign', 'Object.defineProperty', 'Object.defineProperties', 'Object.setPrototypeOf', 'Reflect.set',
  'Reflect.deleteProperty', 'Reflect.defineProperty',
]) // prettier-ignore

/** Functions that only read their arguments and give out no more than what is directly in them. */
const READING_FUNCTIONS = new Set([
  'Object.keys', 'Object.values', 'Object.entries', 'Object.hasOwn', 'JSON.stringify', 'Array.isArray', 'Array.from',
  'Math.max', 'Math.min', 'structuredClone', 'String', 'Number', 'Boolean',
]) // prettier-ignore

/** Methods that change what they are called on; all that begin with `set` do, too. */
const MUTATING_METHODS = new Set([
  'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin', 'add', 'delete', 'clear', 'append',
  'compile',
]) // prettier-ignore

/** Methods of Node's classes that do. */
const MUTATING_METHODS_OF_NODE: ReadonlyMap<string, RegExp> = new Map([
  ['Buffer', /^(?:write|swap|fill)/],
  ['URLSearchParams', /^(?:append|delete|set|sort)$/],
  ['Headers', /^(?:append|delete|set)$/],
  ['FormData', /^(?:append|delete|set)$/]
])

/** Methods that neither change what they are called on nor hand out what is in it, save to a callback. */
const READING_METHODS = new Set([
  'includes', 'indexOf', 'lastIndexOf', 'join', 'has', 'toString', 'toLocaleString', 'keys', 'hasOwnProperty', 'test',
  'charAt', 'toFixed', 'toISOString', 'getTime',
]) // prettier-ignore

/** Methods that hand out elements: harmless when these are primitive. */
const ELEMENT_METHODS = new Set([
  'get', 'at', 'find', 'findLast', 'findIndex', 'findLastIndex', 'map', 'filter', 'reduce', 'reduceRight', 'some', 'every',
  'forEach', 'slice', 'concat', 'flat', 'flatMap', 'values', 'entries', 'with', 'toSorted', 'toReversed', 'toSpliced',
]) // prettier-ignore

/** Containers whose type arguments are what is directly in them. */
export const CONTAINERS = new Set(['Array', 'ReadonlyArray', 'Map', 'ReadonlyMap', 'Set', 'ReadonlySet'])

export type MethodEffect = 'writes' | 'reads' | 'gives elements' | 'unknown'

/** What a method that the program does not declare itself does to what it is called on. */
export function effectOfMethod(host: CodeHost, access: MemberAccess): MethodEffect {
  const name = memberName(host.compiler, access)
  const method = host.symbolOf(memberNameNode(host.compiler, access))
  if (name === undefined || method === undefined) return 'unknown'
  const { from } = host.originOf(method)
  if (from === 'node') {
    const owner = (method.declarations?.[0]?.parent as { name?: ts.Node } | undefined)?.name?.getText() ?? ''
    return MUTATING_METHODS_OF_NODE.get(owner)?.test(name) === true ? 'writes' : 'unknown'
  }
  if (from !== 'language') return 'unknown'
  if (MUTATING_METHODS.has(name) || /^set(?:[A-Z]|$)/.test(name)) return 'writes'
  if (READING_METHODS.has(name)) return 'reads'
  return ELEMENT_METHODS.has(name) ? 'gives elements' : 'unknown'
}

/** Whether the call changes this argument. */
export function isLanguageMutator(host: CodeHost, call: ts.CallExpression, index: number): boolean {
  return index === 0 && MUTATORS.has(nameOfLanguage(host, call) ?? '')
}

/** Whether the call only reads this argument and gives out no more than what is directly in it. */
export function isReadByLanguage(host: CodeHost, call: ts.CallExpression, argument: ts.Node): boolean {
  const name = nameOfLanguage(host, call) ?? ''
  return READING_FUNCTIONS.has(name) || (name === 'Object.assign' && call.arguments[0] !== argument)
}

/** A text or a copy is made of the argument, with all that is in it, and no function of the program sees any of it. */
export function isCopiedByLanguage(host: CodeHost, call: ts.CallExpression): boolean {
  const name = nameOfLanguage(host, call) ?? ''
  if (name === 'JSON.stringify') return call.arguments.every(each => host.typeOf(each).getCallSignatures().length === 0)
  return name === 'structuredClone' || name === 'Object.keys' || name === 'Array.isArray'
}

/** `Object.keys`, `String`: which function of the language is called. */
export function nameOfLanguage(host: CodeHost, call: ts.CallExpression | ts.NewExpression): string | undefined {
  const { compiler } = host
  const callee = unwrap(compiler, call.expression)
  const isAccess = compiler.isPropertyAccessExpression(callee) || compiler.isElementAccessExpression(callee)
  const symbol = host.symbolOf(isAccess ? unwrap(compiler, callee.expression) : callee)
  const member = isAccess ? memberName(compiler, callee) : undefined
  if (symbol === undefined) return undefined
  const { from } = host.originOf(symbol)
  // Without the types of browsers it is declared by those of Node.
  const isClone = from === 'node' && symbol.name === 'structuredClone'
  if (from !== 'language' && !isClone) return undefined
  if (isAccess && member === undefined) return undefined
  return member === undefined ? symbol.name : `${symbol.name}.${member}`
}
