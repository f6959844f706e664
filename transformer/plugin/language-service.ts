/**
 * keyprint in the editor: a plugin of TypeScript's language server.
 *
 * In: the language service of an editor's project. Out: the same service, with the diagnostics of tspc among those of the
 * checker, quick fixes for them, and what is known of a cached function where its name is hovered. A fault of ours is
 * logged and the editor gets the answer that it would have got without us.
 */
import type ts from 'typescript'
import { diagnosticSource } from '../diagnostics/to-ts'
import { ownPlugin } from '../program/load-project'
import { createEditorAnalysis } from './language-service/editor-analysis'
import type { EditorFindings } from './language-service/editor-analysis'
import { describeFunction } from './language-service/describe-function'
import { findNamedFunction } from './language-service/find-named-function'
import { fixableCodes, quickFixes } from './language-service/quick-fixes'
import { registerFixableCodes } from './language-service/register-fixable-codes'

/** The names that editors and language servers give to a plugin line; all others are options of ours. */
interface PluginLine {
  readonly name?: string
  readonly global?: boolean
}

/** What `require('keyprint/language-service')` gives to the language server. */
function init({ typescript: compiler }: { readonly typescript: typeof ts }): ts.server.PluginModule {
  registerFixableCodes(compiler, fixableCodes)
  return { create: info => decorate(compiler, info) }
}

function decorate(compiler: typeof ts, info: ts.server.PluginCreateInfo): ts.LanguageService {
  const service = info.languageService
  const log = (message: string): void => info.project.projectService.logger.info(`keyprint: ${message}`)
  const findingsOf = createEditorAnalysis(compiler, program => optionsOf(program, info.config as PluginLine), log)

  /** The answer with ours added, or as it is if there is no program or we fail. */
  const extend = <Answer>(answer: Answer, add: (findings: EditorFindings, program: ts.Program) => Answer): Answer => {
    try {
      const program = service.getProgram()
      return program ? add(findingsOf(program), program) : answer
    } catch (error) {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      return answer
    }
  }

  return {
    ...service,
    getSemanticDiagnostics(fileName) {
      const diagnostics = service.getSemanticDiagnostics(fileName)
      return extend(diagnostics, ({ located }, program) => {
        // A compiler patched by ts-patch has already been asked.
        if (diagnostics.some(({ source }) => source === diagnosticSource)) return diagnostics
        return [...diagnostics, ...located(program.getSourceFile(fileName))]
      })
    },
    getCompilerOptionsDiagnostics() {
      const diagnostics = service.getCompilerOptionsDiagnostics()
      return extend(diagnostics, ({ placeless }) => [...diagnostics, ...placeless])
    },
    getSupportedCodeFixes(fileName) {
      return [...new Set([...service.getSupportedCodeFixes(fileName), ...fixableCodes.map(String)])]
    },
    getCodeFixesAtPosition(fileName, start, end, errorCodes, ...rest) {
      const fixes = service.getCodeFixesAtPosition(fileName, start, end, errorCodes, ...rest)
      return extend(fixes, ({ located }, program) => {
        const file = program.getSourceFile(fileName)
        const asked = located(file).filter(({ code }) => errorCodes.includes(code))
        return file ? [...fixes, ...quickFixes({ compiler, service, file }, asked, { start, end })] : fixes
      })
    },
    getQuickInfoAtPosition(fileName, position, ...rest) {
      const quickInfo = service.getQuickInfoAtPosition(fileName, position, ...rest)
      return extend(quickInfo, (findings, program) => {
        const closure = quickInfo && findNamedFunction(compiler, service, program, findings, { fileName, position })
        if (!closure) return quickInfo
        const { documentation = [] } = quickInfo
        const text = `${documentation.length > 0 ? '\n\n' : ''}${describeFunction(closure)}`
        return { ...quickInfo, documentation: [...documentation, { kind: 'text', text }] }
      })
    }
  }
}

/** Options stand on the line of the transformer; a project without one may give them on the line of this plugin. */
function optionsOf(program: ts.Program, { name: _name, global: _global, ...own }: PluginLine): unknown {
  const { plugins, configFilePath } = program.getCompilerOptions()
  return (typeof configFilePath === 'string' ? ownPlugin(plugins, configFilePath) : undefined) ?? own
}

export = init
