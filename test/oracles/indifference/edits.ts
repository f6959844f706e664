/** Edits of texts, collected from the syntax of each file and applied at once. */
import ts from 'typescript'
import { nameIn, openProgram, type Sources } from './sources'

export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** An edit of sources that cannot change what they do. */
export interface Transformation {
  readonly name: string
  apply(sources: Sources): Transformed | Promise<Transformed>
}

export interface Transformed {
  readonly sources: Sources
  /** How many places were edited. */
  readonly places: number
  /** Where the contents of a file are now; left out, in a file of the same name. */
  fileOf?(before: string): string
}

export type AddEdit = (start: number, end: number, text: string) => void

/** Edits each file by its syntax alone. */
export function editFiles(sources: Sources, collect: (file: ts.SourceFile, add: AddEdit) => void): Transformed {
  let places = 0
  const files = [...sources.files].map(([name, text]) => {
    const edits: Edit[] = []
    collect(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true), (start, end, replacement) =>
      edits.push({ start, end, text: replacement })
    )
    places += edits.length
    return [name, applyEdits(text, edits)] as const
  })
  return { sources: { ...sources, files: new Map(files) }, places }
}

/** Edits each file by what the type checker knows of it. */
export function editProgram(
  sources: Sources,
  collect: (file: ts.SourceFile, checker: ts.TypeChecker, add: AddEdit) => void
): Transformed {
  const program = openProgram(sources)
  const checker = program.getTypeChecker()
  const opened = new Map(program.getSourceFiles().map(file => [nameIn(sources, file), file]))
  let places = 0
  const files = [...sources.files].map(([name, text]) => {
    const edits: Edit[] = []
    const file = opened.get(name)
    if (file === undefined) throw new Error(`${name} is not in its program`)
    collect(file, checker, (start, end, replacement) => edits.push({ start, end, text: replacement }))
    places += edits.length
    return [name, applyEdits(text, edits)] as const
  })
  return { sources: { ...sources, files: new Map(files) }, places }
}

/** Edits may touch, and enclose others by inserting before and after them, but never overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const inOrder = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index)
  let result = ''
  let done = 0
  for (const { start, end, text: replacement } of inOrder) {
    if (start < done) throw new Error(`two edits overlap at ${JSON.stringify(text.slice(start - 20, start + 20))}`)
    result += text.slice(done, start) + replacement
    done = end
  }
  return result + text.slice(done)
}

export function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, child => visitAll(child, visit))
}
