import { CATALOGUE } from '../../diagnostics/catalogue'
import { renderEntry } from '../../diagnostics/render-catalogue'
import type { Analysis } from '../../model/analysis'
import type { FunctionClosure } from '../../model/function-closure'
import type { ExplainArguments } from '../args'
import { findFunctions, findNearNames } from '../find-function'
import { formatExplainJson } from '../reporters/explain-json'
import { formatExplainTree } from '../reporters/explain-tree'
import { formatListings } from '../reporters/listing-text'
import { ExitCode, type Terminal } from '../terminal'
import { type Tools, withAnalysis } from './command'

/** Prints an entry of the catalogue, or all that one cached function depends on. */
export function explain(args: ExplainArguments, tools: Tools): ExitCode {
  return /^kp\d+$/i.test(args.subject) ? explainCode(args, tools.terminal) : explainFunction(args, tools)
}

function explainCode({ subject, json }: ExplainArguments, terminal: Terminal): ExitCode {
  const code = subject.toUpperCase() as keyof typeof CATALOGUE
  const entry = CATALOGUE[code]
  if (entry === undefined) {
    terminal.error(`keyprint: There is no diagnostic ${code}. There are: ${Object.keys(CATALOGUE).join(' ')}\n`)
    return ExitCode.unusable
  }
  const { name, severity, why, fix } = entry
  const data = { schema: 1, code, name, severity, message: entry.message('…', '…'), why, fix }
  terminal.out(json ? `${JSON.stringify(data, null, 2)}\n` : `${renderEntry(code, entry)}\n`)
  return ExitCode.ok
}

function explainFunction({ subject, project: path, json, listing }: ExplainArguments, tools: Tools): ExitCode {
  const { terminal } = tools
  return withAnalysis(path, tools, (_project, analysis) => {
    const [found, ...more] = findFunctions(analysis.functions, subject)
    if (found === undefined || more.length > 0) {
      terminal.error(
        found === undefined ? describeUnknown(analysis, subject) : describeAmbiguous([found, ...more], subject)
      )
      return ExitCode.unusable
    }
    const units = analysis.listings.get(found.id) ?? []
    if (json) terminal.out(formatExplainJson(found, units, listing))
    else terminal.out(listing ? formatListings(units) : formatExplainTree(found, units))
    return ExitCode.ok
  })
}

function describeUnknown({ functions }: Analysis, subject: string): string {
  const near = findNearNames(functions, subject)
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : "'keyprint list' shows all there are."
  return `keyprint: There is no cached function ${subject}. ${hint}\n`
}

function describeAmbiguous(functions: readonly FunctionClosure[], subject: string): string {
  const ids = functions.map(({ id }) => `  ${id}\n`).join('')
  return `keyprint: There are ${functions.length} cached functions ${subject}; name one of them by its id:\n${ids}`
}
