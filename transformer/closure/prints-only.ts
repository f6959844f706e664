/**
 * Whether a call does nothing but print: then a result is the same with it and without it.
 *
 * In: a call that is a statement. Out: the names that the code it runs reads, if that code always comes to its end, writes
 * nothing but its own locals, and calls nothing but the console, `process.stdout` and `process.stderr`, text and time.
 * Invariant: syntax that is not listed here may do anything.
 */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { bodyOf, madeValueOf } from './made-value'
import { collected, either, type Kind } from './printing-kinds'
import { createValueReader, type PlainFunction } from './printing-values'
import { unwrap, wrapped } from './unwrap'

type Reads = readonly ts.Identifier[] | undefined

const readsOf = new WeakMap<CodeHost, Map<ts.CallExpression, Reads>>()

/** The names that the printing code reads; nothing if it may do more than print. */
export function readToPrint(host: CodeHost, call: ts.CallExpression): Reads {
  const known = readsOf.get(host) ?? new Map<ts.CallExpression, Reads>()
  readsOf.set(host, known)
  if (!known.has(call)) known.set(call, findReads(host, call))
  return known.get(call)
}

function findReads(host: CodeHost, call: ts.CallExpression): Reads {
  const { parent } = wrapped(host.compiler, call)
  if (!host.compiler.isExpressionStatement(parent) && !host.compiler.isVoidExpression(parent)) return undefined
  const callee = madeValueOf(host, call.expression)
  if (callee?.kind !== 'function') return undefined
  const reads = new Set<ts.Identifier>()
  return createCallReader(host, reads)(callee, call.arguments, true) === undefined ? undefined : [...reads]
}

type CallOf = (callee: PlainFunction, args: readonly ts.Expression[], isGiven?: boolean) => Kind | undefined

function createCallReader(host: CodeHost, reads: Set<ts.Identifier>): CallOf {
  const { compiler } = host
  const locals = new Map<ts.Node, Kind>()
  const running: PlainFunction[] = []
  const { kindOf, kindOfGiven, kindOfType, spreadIn } = createValueReader(host, { locals, running, reads, callOf })

  /** @param isGiven the arguments stand in code that is followed as any other */
  function callOf(callee: PlainFunction, args: readonly ts.Expression[], isGiven = false): Kind | undefined {
    const { node } = callee
    const body = bodyOf(compiler, node)
    if (body === undefined || running.some(each => each.node === node)) return undefined
    const kinds = args.map(each => (isGiven ? kindOfGiven(each) : kindOf(spreadIn(each))))
    if (kinds.includes(undefined)) return undefined
    const given = kinds.filter(each => each !== undefined)
    // What is spread may be any number of arguments.
    const spread = args.findIndex(each => compiler.isSpreadElement(each))
    const certain = spread === -1 ? Infinity : spread
    running.push(callee)
    const isBound = node.parameters.every((parameter, index) => bind(parameter, given, index, certain))
    const result = isBound ? (compiler.isBlock(body) ? kindOfBlock(body) : kindOf(body)) : undefined
    running.pop()
    return result
  }

  function bind(parameter: ts.ParameterDeclaration, given: readonly Kind[], index: number, certain: number): boolean {
    if (!compiler.isIdentifier(parameter.name)) return false
    if (parameter.dotDotDotToken !== undefined) {
      locals.set(parameter, collected(given.slice(index)))
      return certain >= index
    }
    const fallback = parameter.initializer === undefined ? 'primitive' : kindOf(parameter.initializer)
    if (fallback === undefined || certain <= index) return false
    const own = given[index] ?? fallback
    locals.set(parameter, parameter.initializer === undefined ? own : either(own, fallback))
    return true
  }

  /** What a block returns on any way through it. */
  function kindOfBlock(block: ts.Block): Kind | undefined {
    let result: Kind = 'primitive'
    const visit = (statement: ts.Statement): boolean => {
      if (compiler.isReturnStatement(statement)) {
        const kind = statement.expression === undefined ? 'primitive' : kindOf(statement.expression)
        if (kind === undefined) return false
        result = either(result, kind)
        return true
      }
      if (compiler.isExpressionStatement(statement)) return kindOf(statement.expression) !== undefined
      if (compiler.isBlock(statement)) return statement.statements.every(visit)
      if (compiler.isIfStatement(statement)) {
        const { expression, thenStatement, elseStatement } = statement
        const branches = elseStatement === undefined ? [thenStatement] : [thenStatement, elseStatement]
        return kindOf(expression) !== undefined && branches.every(visit)
      }
      if (compiler.isSwitchStatement(statement)) {
        return (
          kindOf(statement.expression) !== undefined &&
          statement.caseBlock.clauses.every(
            clause =>
              (compiler.isDefaultClause(clause) || kindOf(clause.expression) !== undefined) &&
              clause.statements.every(visit)
          )
        )
      }
      if (compiler.isVariableStatement(statement)) return statement.declarationList.declarations.every(declare)
      return (
        compiler.isBreakStatement(statement) ||
        compiler.isEmptyStatement(statement) ||
        compiler.isFunctionDeclaration(statement)
      )
    }
    return block.statements.every(visit) ? result : undefined
  }

  function declare(declaration: ts.VariableDeclaration): boolean {
    if (!compiler.isIdentifier(declaration.name)) return false
    const { initializer } = declaration
    const isConstant = (compiler.getCombinedNodeFlags(declaration) & compiler.NodeFlags.Const) !== 0
    if (initializer !== undefined && isConstant && compiler.isFunctionLike(unwrap(compiler, initializer))) return true
    const kind = initializer === undefined ? 'primitive' : kindOf(initializer)
    if (kind === undefined) return false
    locals.set(declaration, isConstant ? kind : either(kind, kindOfType(declaration.name)))
    return true
  }

  return callOf
}
