import type { Fault, Fix, FixContext } from './quick-fixes'

/** Takes the code that nothing reports any more out of its comment, and the comment away if it names no other. */
export function removeSuppression({ file }: FixContext, { message, start, length }: Fault): Fix | undefined {
  const comment = file.text.slice(start, start + length)
  const [named = ''] = comment.split(' -- ')
  const codes = [...named.matchAll(/KP\d{4}/g)].map(([code]) => code)
  const unused = codes.find(code => message.includes(code))
  if (unused === undefined) return undefined
  const others = codes.filter(code => code !== unused)
  const name = 'keyprint-remove-suppression'
  if (others.length === 0) {
    return {
      name,
      description: 'Remove the unused suppression',
      edits: [{ span: lineOrComment(file.text, start, length), newText: '' }]
    }
  }
  const begin = start + named.indexOf(codes[0] ?? '')
  const end = start + named.lastIndexOf(codes.at(-1) ?? '') + 'KP0000'.length
  const edit = { span: { start: begin, length: end - begin }, newText: others.join(', ') }
  return { name, description: `Remove ${unused} from the suppression`, edits: [edit] }
}

/** The comment with the blanks before it, or its whole line if nothing else stands there. */
function lineOrComment(text: string, start: number, length: number): { start: number; length: number } {
  const blanks = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(start + length))
  const isAlone = rest !== null && /(?:^|\n)$/.test(text.slice(0, start - blanks))
  return { start: start - blanks, length: blanks + length + (isAlone ? rest[0].length : 0) }
}
