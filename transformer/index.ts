import type ts from 'typescript'
import { analyze } from './pipeline'
import { extendProgram } from './plugin/compiler-program'
import { isSingleFile, refuseMarks, refuseMarksInProgram } from './plugin/single-files'
import { createSourceTransformer } from './plugin/source-transformer'
import type { SourceTransformerExtras } from './plugin/source-transformer'

/** The compiler entry of ts-patch with `transformProgram: true`. Returns the same program, extended. */
export default function keyprint(
  program: ts.Program,
  host: ts.CompilerHost | undefined,
  config: unknown,
  extras: { readonly ts: typeof ts }
): ts.Program
/** The compiler entry of ttypescript, of ts-patch without `transformProgram`, and of callers of their own. */
export default function keyprint(
  program: ts.Program | undefined,
  config: unknown,
  extras: SourceTransformerExtras
): ts.TransformerFactory<ts.SourceFile>
export default function keyprint(
  program: ts.Program | undefined,
  hostOrConfig: unknown,
  configOrExtras: unknown,
  programExtras?: { readonly ts: typeof ts }
): ts.Program | ts.TransformerFactory<ts.SourceFile> {
  if (programExtras && program) {
    if (isSingleFile(program)) return refuseMarksInProgram(program)
    const compiler = programExtras.ts
    return extendProgram(compiler, program, hostOrConfig as ts.CompilerHost | undefined, asked =>
      analyze(compiler, asked, configOrExtras)
    )
  }
  if (program === undefined || isSingleFile(program)) return refuseMarks()
  const extras = configOrExtras as SourceTransformerExtras
  return createSourceTransformer(program, extras, asked => analyze(extras.ts, asked, hostOrConfig))
}
