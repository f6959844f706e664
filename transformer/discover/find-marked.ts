/**
 * The functions that are marked as cached.
 *
 * In: the source files of a program. Out: one entry per marked function, in file and line order, and a finding for each
 * mark that stands where nothing can be cached. Invariant: every mark ends as an entry or as a finding.
 */
import type ts from 'typescript'
import type { MarkedForm } from '../model/emit-plan'
import type { Finding } from '../model/finding'
import type { MarkedKind } from '../model/function-closure'
import type { Location } from '../model/location'
import type { CodeHost } from '../program/code-host'
import { findCommentMarks } from './find-comment-marks'
import { findWrapperMarks } from './find-wrapper-marks'

export interface MarkedFunction {
  readonly node: ts.FunctionLikeDeclaration
  readonly name: string
  readonly kind: MarkedKind
  readonly form: MarkedForm
  /** What the emit stage replaces. */
  readonly span: ts.Node
  /** Where the record will stand: names are looked up from there. */
  readonly scope: ts.Node
  readonly options: Readonly<Record<string, string | boolean>>
  readonly ignore: readonly string[]
  /** A ttl is set, wherever the options stand. */
  readonly hasTtl: boolean
  /** Options of which nothing can come if the function returns synchronously. */
  readonly needsPromise: readonly string[]
  /** Options that are unknown, or set to what they cannot be. */
  readonly wrong: readonly WrongOption[]
  /** The comment that marks it, if one does. */
  readonly comment?: Location
}

export interface WrongOption {
  /** As it is written: `ttl=soon`. */
  readonly word: string
  readonly reason: string
  readonly location: Location
}

export interface Marks {
  readonly marked: readonly MarkedFunction[]
  readonly findings: readonly Finding[]
}

export function findMarked(host: CodeHost): Marks {
  const compiled = host.sourceFiles.filter(file => host.isCompiledHere(file))
  const marks = compiled.flatMap(file => [findCommentMarks(host, file), findWrapperMarks(host, file)])
  const isModule = (node: ts.Node): boolean => host.compiler.isExternalModule(node.getSourceFile())
  const byNode = new Map<ts.Node, MarkedFunction>()
  const findings = marks.flatMap(each => each.findings)
  for (const marked of marks.flatMap(each => each.marked)) {
    if (!isModule(marked.span)) {
      const reason = 'the file is a script and not a module'
      findings.push({ code: 'KP5003', subject: marked.name, reason, location: host.locate(marked.span), because: [] })
      continue
    }
    if (byNode.has(marked.node) && byNode.get(marked.node)?.form !== 'wrapper' && marked.form !== 'wrapper') {
      const reason = 'it is marked twice'
      findings.push({ code: 'KP1001', subject: marked.name, reason, location: host.locate(marked.span), because: [] })
    } else {
      byNode.set(marked.form === 'wrapper' ? marked.span : marked.node, marked)
    }
  }
  return { marked: [...byNode.values()].sort((a, b) => inOrder(host, a.span, b.span)), findings }
}

function inOrder(host: CodeHost, a: ts.Node, b: ts.Node): number {
  const [left, right] = [host.locate(a), host.locate(b)]
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.offset - right.offset
}
