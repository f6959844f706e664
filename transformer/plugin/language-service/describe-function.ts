import type { FunctionClosure } from '../../model/function-closure'

/** Enough to tell fingerprints apart by eye. */
const shownDigits = 12

/** What is known of a cached function, as Markdown that also reads as plain text. */
export function describeFunction({ fingerprint, captures, callees, ignored }: FunctionClosure): string {
  const parameters = ignored.filter(({ name }) => !isDiagnostic(name))
  const lines = [
    ['captures', captures.map(({ name, kind }) => `\`${name}\` (${kind})`).join(', ')],
    ['ignored parameters', parameters.map(({ name }) => `\`${name}\``).join(', ')],
    ['callees', String(callees.length)]
  ]
  const shown = lines.map(([title, text]) => `- ${title}: ${text || 'none'}`)
  return [`cached, fingerprint \`${fingerprint.slice(0, shownDigits)}\``, '', ...shown].join('\n')
}

/** What a suppression accepts is listed among the ignored by its message. */
function isDiagnostic(name: string): boolean {
  return /^KP\d{4}: /.test(name)
}
