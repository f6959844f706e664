import type ts from 'typescript'
import type { FunctionClosure } from '../../model/function-closure'
import type { EditorFindings } from './editor-analysis'
import { nodeAt } from './node-at'

export interface Place {
  readonly fileName: string
  readonly position: number
}

/** The cached function that is named at a place, where it is declared and where it is used. */
export function findNamedFunction(
  compiler: typeof ts,
  service: ts.LanguageService,
  program: ts.Program,
  findings: EditorFindings,
  { fileName, position }: Place
): FunctionClosure | undefined {
  for (const { fileName: definedIn, textSpan } of service.getDefinitionAtPosition(fileName, position) ?? []) {
    const file = program.getSourceFile(definedIn)
    const closures = file ? findings.functionsIn(file) : []
    if (!file || closures.length === 0) continue
    const starts = startsOf(compiler, nodeAt(compiler, file, textSpan.start))
    const closure = closures.find(({ location }) => starts.includes(location.offset))
    if (closure) return closure
  }
  return undefined
}

/** Where the location of a closure may begin if this is its name: there, at the body's overload, or at what is wrapped. */
function startsOf(compiler: typeof ts, name: ts.Node): readonly number[] {
  const declaration = name.parent
  const starts = [name.getStart()]
  if ('initializer' in declaration) starts.push((declaration.initializer as ts.Node | undefined)?.getStart() ?? -1)
  if (compiler.isFunctionDeclaration(declaration) || compiler.isMethodDeclaration(declaration)) {
    compiler.forEachChild(declaration.parent, sibling => {
      if (sibling.kind !== declaration.kind) return
      const other = compiler.getNameOfDeclaration(sibling as ts.FunctionDeclaration | ts.MethodDeclaration)
      if (other?.getText() === name.getText()) starts.push(other.getStart())
    })
  }
  return starts
}
