/**
 * How classes are registered: `registerType(Class, { toKey, encode, decode })` of the run time.
 *
 * In: a program. Out: for each class the code of its hooks, and a finding for each call of which the class or a hook cannot
 * be seen. Invariant: the run time uses no hook that is not listed here, since nobody gives it a token.
 */
import type ts from 'typescript'
import type { Finding } from '../model/finding'
import type { CodeHost } from '../program/code-host'
import { staticName } from './evaluate-constant'
import { functionOfMember, type FunctionMember } from './function-member'
import { unwrap } from './unwrap'

export type HookName = 'toKey' | 'encode' | 'decode'

export interface TypeHook extends FunctionMember {
  readonly hook: HookName
}

interface Registration {
  readonly declaration: ts.Declaration
  /** A class of a package. */
  readonly isForeign: boolean
  readonly hooks: readonly TypeHook[]
}

interface Registrations {
  readonly all: readonly Registration[]
  readonly findings: readonly Finding[]
}

const known = new WeakMap<CodeHost, Registrations>()

/** The hooks of a class of the program. */
export function hooksOfClass(host: CodeHost, node: ts.Node): readonly TypeHook[] {
  return registrationsOf(host).all.flatMap(each => (each.declaration === node ? each.hooks : []))
}

/** The hooks of all classes of packages. */
export function hooksOfForeign(host: CodeHost): readonly TypeHook[] {
  return registrationsOf(host).all.flatMap(each => (each.isForeign ? each.hooks : []))
}

/** Whether a class has a hook. */
export function hasHook(host: CodeHost, symbol: ts.Symbol, hook: HookName): boolean {
  return registrationsOf(host).all.some(
    each => symbol.declarations?.includes(each.declaration) === true && each.hooks.some(one => one.hook === hook)
  )
}

export function findWrongRegistrations(host: CodeHost): readonly Finding[] {
  return registrationsOf(host).findings
}

function registrationsOf(host: CodeHost): Registrations {
  const before = known.get(host)
  if (before !== undefined) return before
  const found = host.sourceFiles.flatMap(file => callsIn(host, file)).map(call => readRegistration(host, call))
  const all = found.flatMap(each => each.registration ?? [])
  const answer = { all, findings: found.flatMap(each => each.findings) }
  known.set(host, answer)
  return answer
}

function callsIn(host: CodeHost, file: ts.SourceFile): readonly ts.CallExpression[] {
  const { compiler } = host
  if (!file.text.includes('registerType')) return []
  return host
    .nodesOf(file)
    .calls.filter(call => host.isKeyprint(host.symbolOf(calledName(compiler, call)), 'registerType'))
}

/** `registerType` and `keyprint.registerType` */
function calledName(compiler: typeof ts, { expression }: ts.CallExpression): ts.Node {
  return compiler.isPropertyAccessExpression(expression) ? expression.name : expression
}

interface Reading {
  readonly registration?: Registration
  readonly findings: readonly Finding[]
}

function readRegistration(host: CodeHost, call: ts.CallExpression): Reading {
  const { compiler } = host
  const [first, second] = call.arguments
  const wrong = (node: ts.Node, subject: string, reason: string): Finding => ({
    code: 'KP1010',
    subject,
    reason,
    location: host.locate(node),
    because: []
  })
  const name = first?.getText() ?? 'registerType()'
  const declaration = first && classBehind(host, first)?.valueDeclaration
  if (declaration === undefined)
    return { findings: [wrong(first ?? call, name, 'it is no class that the build knows')] }
  const literal = second && unwrap(compiler, second)
  if (literal === undefined || !compiler.isObjectLiteralExpression(literal))
    return { findings: [wrong(second ?? call, name, 'its hooks are not written out in the call')] }
  const hooks: TypeHook[] = []
  const findings: Finding[] = []
  for (const member of literal.properties) {
    const hook = member.name && staticName(compiler, member.name)
    if (hook === 'name') continue
    const reading =
      hook === undefined || !isHookName(hook) ? 'it is not clear which hook this is' : functionOfMember(host, member)
    if (typeof reading === 'string') findings.push(wrong(member, name, reading))
    else hooks.push({ hook: hook as HookName, ...reading })
  }
  const { from } = originOf(host, declaration)
  return { registration: { declaration, isForeign: from !== 'source', hooks }, findings }
}

function originOf(host: CodeHost, declaration: ts.Declaration): { readonly from: string } {
  const name = host.compiler.getNameOfDeclaration(declaration)
  const symbol = name && host.symbolOf(name)
  // What has no name is a class expression of the program.
  return symbol === undefined ? { from: 'source' } : host.originOf(symbol)
}

/** The class whose instances an expression makes. */
function classBehind(host: CodeHost, expression: ts.Expression): ts.Symbol | undefined {
  const [signature] = host.typeOf(expression).getConstructSignatures()
  const made = signature?.getReturnType().getSymbol()
  if (made !== undefined) return made
  const symbol = host.symbolOf(expression)
  return symbol !== undefined && (symbol.flags & host.compiler.SymbolFlags.Class) !== 0 ? symbol : undefined
}

function isHookName(name: string): name is HookName {
  return name === 'toKey' || name === 'encode' || name === 'decode'
}
