import type { Fault, Fix, FixContext } from './quick-fixes'

/** Writes `@cached` in place of the tag that the diagnostic names. */
export function correctMark({ file }: FixContext, { message, start, length }: Fault): Fix | undefined {
  const comment = file.text.slice(start, start + length)
  const tag = [...comment.matchAll(/@[A-Za-z]+/g)].find(([word]) => message.includes(`'${word}'`))
  if (!tag) return undefined
  const [word] = tag
  return {
    name: 'keyprint-correct-mark',
    description: `Write '@cached' instead of '${word}'`,
    edits: [{ span: { start: start + tag.index, length: word.length }, newText: '@cached' }]
  }
}
