import type ts from 'typescript'
import type { KeptBy } from '../model/mark'
import type { SharedPlace } from '../model/shared-place'
import type { CodeHost } from '../program/code-host'
import { codeName } from './name-of'
import type { MarkedFunction } from './find-marked'

/** Where the functions stand whose results are handed out as they are, and how other code reaches them. */
export function findShared(host: CodeHost, marked: readonly MarkedFunction[], keptBy: KeptBy): readonly SharedPlace[] {
  return marked
    .filter(each => each.keptBy === keptBy)
    .map(each => {
      const member = memberAround(host.compiler, each)
      return {
        name: host.locate(codeName(host, each)),
        called: each.name,
        span: host.locate(each.node),
        statement: host.locate(statementAround(host.compiler, each.node)),
        ...(member !== undefined && { member })
      }
    })
}

/** The statement of the module, or of a namespace, that it stands in. */
function statementAround(compiler: typeof ts, node: ts.Node): ts.Node {
  let around = node
  while (!compiler.isSourceFile(around.parent) && !compiler.isModuleBlock(around.parent)) around = around.parent
  return around
}

/** The name of the member of a class or literal that is, or holds, the function; undefined where it is held otherwise. */
function memberAround(compiler: typeof ts, { node, span }: MarkedFunction): string | undefined {
  const start = compiler.isCallExpression(span) ? span.parent : node
  for (let around: ts.Node = start; !compiler.isSourceFile(around); around = around.parent) {
    if (
      compiler.isMethodDeclaration(around) ||
      compiler.isPropertyDeclaration(around) ||
      compiler.isPropertyAssignment(around)
    ) {
      const { name } = around
      return compiler.isIdentifier(name) || compiler.isStringLiteralLike(name) ? name.text : undefined
    }
    if (around !== node && (compiler.isFunctionLike(around) || compiler.isStatement(around))) return undefined
  }
  return undefined
}
