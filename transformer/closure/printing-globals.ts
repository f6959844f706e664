/** Names of the language and of Node that printing code may use, as long as the program leaves them as they are. */
import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { findPatches } from './find-patches'
import { isNamedMember, memberName } from './member-path'
import { unwrap } from './unwrap'

export function isProcess(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const symbol = compiler.isIdentifier(expression) ? host.symbolOf(expression) : undefined
  return symbol?.name === 'process' && host.originOf(symbol).from === 'node' && !isPatched(host, 'process')
}

export function isEnvironment(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  const node = unwrap(compiler, expression)
  return isNamedMember(compiler, node) && isProcess(host, node.expression) && memberName(compiler, node) === 'env'
}

export function isStream(host: CodeHost, expression: ts.Expression): boolean {
  const { compiler } = host
  if (!isNamedMember(compiler, expression) || !isProcess(host, expression.expression)) return false
  const name = memberName(compiler, expression)
  return name === 'stdout' || name === 'stderr'
}

/** A global of the language or of Node that the program leaves as it is. */
export function isLanguage(host: CodeHost, expression: ts.Expression, name: string): boolean {
  if (!host.compiler.isIdentifier(expression) || expression.text !== name) return false
  const symbol = host.symbolOf(expression)
  const from = symbol && host.originOf(symbol).from
  return (from === 'language' || from === 'node') && !isPatched(host, name)
}

/** Whether the program replaces it, or a member of it. */
export function isPatched(host: CodeHost, name: string): boolean {
  return findPatches(host).some(({ target }) => {
    if (target.kind === 'pinned') return target.pin === name
    return target.kind === 'prototype' && (target.holder === name || target.holder === 'Object')
  })
}
