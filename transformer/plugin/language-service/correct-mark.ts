import type { Fault, Fix, FixContext } from './quick-fixes'

/** Writes the tag that the diagnostic proposes in place of the one that it names. */
export function correctMark({ file }: FixContext, { message, start, length }: Fault): Fix | undefined {
  const comment = file.text.slice(start, start + length)
  const tag = [...comment.matchAll(/@[A-Za-z]+/g)].find(([word]) => message.includes(`'${word}'`))
  const [, meant] = /write '(@[a-z]+)'/.exec(message) ?? []
  if (!tag || meant === undefined) return undefined
  const [word] = tag
  return {
    name: 'keyprint-correct-mark',
    description: `Write '${meant}' instead of '${word}'`,
    edits: [{ span: { start: start + tag.index, length: word.length }, newText: meant }]
  }
}
