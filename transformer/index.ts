import type ts from 'typescript'
import { analyze } from './pipeline'
import { extendProgram } from './plugin/compiler-program'
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
  program: ts.Program,
  config: unknown,
  extras: SourceTransformerExtras
): ts.TransformerFactory<ts.SourceFile>
export default function keyprint(
  program: ts.Program,
  hostOrConfig: unknown,
  configOrExtras: unknown,
  programExtras?: { readonly ts: typeof ts }
): ts.Program | ts.TransformerFactory<ts.SourceFile> {
  if (programExtras) {
    const compiler = programExtras.ts
    return extendProgram(compiler, program, hostOrConfig as ts.CompilerHost | undefined, () =>
      analyze(compiler, program, configOrExtras)
    )
  }
  const extras = configOrExtras as SourceTransformerExtras
  return createSourceTransformer(program, extras, () => analyze(extras.ts, program, hostOrConfig))
}
