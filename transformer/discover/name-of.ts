import type ts from 'typescript'
import type { CodeHost } from '../program/code-host'
import { isCall, type MarkedFunction } from './find-marked'

/** Where a marked function is reported: its name, or the call that marks it. */
export function nameOf(host: CodeHost, marked: MarkedFunction): ts.Node {
  return isCall(marked) ? marked.span : codeName(host, marked)
}

/** The name of the code that is marked, which units of closures have for their place. */
export function codeName(host: CodeHost, { node }: MarkedFunction): ts.Node {
  return host.compiler.getNameOfDeclaration(node) ?? node
}
