/**
 * Comments that say why a diagnostic is accepted: `// @keyprint-ignore KP2003 -- the counter is for statistics only`.
 */
import type ts from 'typescript'
import type { DiagnosticCode } from '../model/diagnostic'
import type { Finding } from '../model/finding'
import type { Suppression } from '../model/suppression'
import type { CodeHost } from '../program/code-host'

export interface Suppressions {
  readonly suppressions: readonly Suppression[]
  readonly findings: readonly Finding[]
}

const TAG = '@keyprint-ignore'

export function findSuppressions(host: CodeHost): Suppressions {
  const suppressions: Suppression[] = []
  const findings: Finding[] = []
  for (const file of host.sourceFiles) {
    if (!file.text.includes(TAG)) continue
    for (const { range, next } of commentsOf(host.compiler, file)) {
      const text = file.text.slice(range.pos, range.end)
      const match = /^\/[/*]\**\s*@keyprint-ignore\b([^]*?)(?:\*\/)?$/.exec(text)
      if (match === null) continue
      const location = locate(host, file, range)
      const [codes = '', reason = ''] = (match[1] ?? '').split(/\s--\s([^]*)/)
      const named = codes.split(/[\s,]+/).filter((each): each is DiagnosticCode => /^KP\d{4}$/.test(each))
      const words = codes.split(/[\s,]+/).filter(each => each !== '')
      if (named.length === 0 || named.length < words.length) {
        findings.push({
          code: 'KP1007',
          subject: text.trim(),
          reason: 'it names no diagnostic code',
          location,
          because: []
        })
      } else if (reason.trim() === '') {
        findings.push({ code: 'KP1007', subject: text.trim(), reason: 'it gives no reason', location, because: [] })
      } else {
        suppressions.push({
          codes: named,
          reason: reason.trim(),
          file: location.file,
          line: lineOfCode(file, range, next),
          location
        })
      }
    }
  }
  return { suppressions, findings }
}

interface Comment {
  readonly range: ts.CommentRange
  /** Where the first token after it begins. */
  readonly next: number
}

/** All comments of a file, by way of its tokens: the text alone does not tell a comment from the inside of a string. */
function commentsOf(compiler: typeof ts, file: ts.SourceFile): readonly Comment[] {
  const found = new Map<number, Comment>()
  const visit = (node: ts.Node): void => {
    if (node.kind >= compiler.SyntaxKind.FirstJSDocNode && node.kind <= compiler.SyntaxKind.LastJSDocNode) return
    const children = node.getChildren(file)
    if (children.length === 0) {
      const next = node.getStart(file)
      for (const range of compiler.getLeadingCommentRanges(file.text, node.pos) ?? [])
        found.set(range.pos, { range, next })
      for (const range of compiler.getTrailingCommentRanges(file.text, node.end) ?? [])
        found.set(range.pos, { range, next })
    }
    children.forEach(visit)
  }
  visit(file)
  return [...found.values()]
}

function lineOfCode(file: ts.SourceFile, range: ts.CommentRange, next: number): number {
  const { line } = file.getLineAndCharacterOfPosition(range.pos)
  const before = file.text.slice(file.getPositionOfLineAndCharacter(line, 0), range.pos)
  return file.getLineAndCharacterOfPosition(before.trim() === '' ? next : range.pos).line + 1
}

function locate(host: CodeHost, file: ts.SourceFile, range: ts.CommentRange): Suppression['location'] {
  const { line, character } = file.getLineAndCharacterOfPosition(range.pos)
  return {
    file: host.locate(file).file,
    line: line + 1,
    column: character + 1,
    offset: range.pos,
    length: range.end - range.pos
  }
}
