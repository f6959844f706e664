import { createHash } from 'node:crypto'
import type ts from 'typescript'
import type { VersionedSourceFile } from './builder-internals'
import type { ProgramFindings } from './program-findings'

const originals = new WeakMap<ts.SourceFile, string>()

/**
 * Lets incremental builds notice that the output of a file changes although its text does not, because a body in
 * another file was edited. A file with a plan or with errors gets a version that depends on them; a file that lost them
 * gets its own version back. Builds without changes find the same versions and write nothing.
 *
 * For programs of tsc's builders only: the counters of language services mean something else.
 *
 * @param others salts for files beside those
 */
export function saltVersions(
  program: ts.Program,
  findings: ProgramFindings,
  others: ReadonlyMap<ts.SourceFile, string>
): void {
  for (const file of program.getSourceFiles()) {
    const versioned: VersionedSourceFile = file
    const original = originals.get(file) ?? versioned.version
    if (original === undefined) continue
    originals.set(file, original)
    const salt = [saltOf(file, findings), others.get(file)].filter(each => each !== undefined).join('-') || undefined
    versioned.version = salt === undefined ? original : `${original}-${salt}`
  }
}

function saltOf(file: ts.SourceFile, { plans, errors }: ProgramFindings): string | undefined {
  const plan = plans.get(file)
  const own = errors.get(file)
  if (!plan && !own) return undefined
  const hash = createHash('sha256').update(plan?.hash ?? '')
  for (const { code, start, length, messageText, relatedInformation = [] } of own ?? []) {
    // No file names: a project that is moved as a whole stays built.
    const related = relatedInformation.map(each => [each.start, each.length, each.messageText])
    hash.update(JSON.stringify([code, start, length, messageText, related]))
  }
  return hash.digest('hex').slice(0, 32)
}
