/**
 * The functions that are marked as cached.
 *
 * In: the source files of a program. Out: one entry per marked function, in file and line order, and a finding for each
 * mark that stands where nothing can be cached. Invariant: every mark ends as an entry or as a finding.
 */
import type ts from 'typescript'
import type { MarkedForm, RefusedMark } from '../model/emit-plan'
import type { Finding } from '../model/finding'
import type { KeptBy } from '../model/mark'
import type { MarkedKind } from '../model/function-closure'
import type { Location } from '../model/location'
import type { PinLevels } from '../model/pin'
import type { CodeHost } from '../program/code-host'
import { findCommentMarks } from './find-comment-marks'
import { findWrapperMarks } from './find-wrapper-marks'

export interface MarkedFunction {
  readonly node: ts.FunctionLikeDeclaration
  readonly name: string
  readonly kind: MarkedKind
  readonly form: MarkedForm
  readonly keptBy: KeptBy
  /** What the emit stage replaces. */
  readonly span: ts.Node
  /** Where the record will stand: names are looked up from there. */
  readonly scope: ts.Node
  readonly options: Readonly<Record<string, string | boolean>>
  readonly ignore: readonly string[]
  /** A ttl is set, wherever the options stand. */
  readonly hasTtl: boolean
  /** Its results are meant to differ from run to run. */
  readonly isAveraged: boolean
  /** Options of which nothing can come if the function returns synchronously. */
  readonly needsPromise: readonly string[]
  /** A function that says what stands in the key in place of the arguments, as a member of the options. */
  readonly key?: ts.ObjectLiteralElementLike
  /** How much of packages is in its fingerprint. */
  readonly pin?: PinLevels
  /** What is raised by hand. */
  readonly version?: string
  /** What stands in place of a fingerprint of the code. */
  readonly fingerprint?: string
  /** The fingerprint is made without the code. */
  readonly ignoresCode: boolean
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
  /** Marks in code that come to nothing, and say so at run time as well. */
  readonly refused: readonly RefusedMark[]
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
    const earlier = byNode.get(marked.node)
    if (earlier && !isCall(earlier) && !isCall(marked)) {
      const reason = 'it is marked twice'
      findings.push({ code: 'KP1001', subject: marked.name, reason, location: host.locate(marked.span), because: [] })
    } else {
      byNode.set(isCall(marked) ? marked.span : marked.node, marked)
    }
  }
  const found = [...byNode.values()].sort((a, b) => inOrder(host, a.span, b.span))
  const refused = marks.flatMap(each => each.refused)
  return { marked: found, refused, findings: [...findings, ...sharedFingerprints(host, found)] }
}

/** Nothing else tells two functions of one name apart. */
function sharedFingerprints(host: CodeHost, marked: readonly MarkedFunction[]): readonly Finding[] {
  const own = ({ name, fingerprint, version }: MarkedFunction): string => JSON.stringify([name, fingerprint, version])
  const first = new Map<string, MarkedFunction>()
  return marked.flatMap(each => {
    if (each.fingerprint === undefined) return []
    const other = first.get(own(each))
    if (other === undefined) {
      first.set(own(each), each)
      return []
    }
    const message = 'the other one is marked here'
    return [
      {
        code: 'KP1003',
        subject: `fingerprint=${each.fingerprint}`,
        reason: `another function of the name '${each.name}' has the same, and each would get what the other one kept`,
        location: each.comment ?? host.locate(each.span),
        because: [{ message, location: other.comment ?? host.locate(other.span) }]
      }
    ]
  })
}

/** Marked by a call, of which there may be several for one function. */
export function isCall({ form }: MarkedFunction): boolean {
  return form === 'wrapper' || form === 'block'
}

function inOrder(host: CodeHost, a: ts.Node, b: ts.Node): number {
  const [left, right] = [host.locate(a), host.locate(b)]
  if (left.file !== right.file) return left.file < right.file ? -1 : 1
  return left.offset - right.offset
}
