/**
 * The tag `@cached` in a comment, with its options: `@cached ttl=5m lock ignore=logger,trace`.
 */
import { readOptionValue } from './option-value'

export interface CommentTag {
  /** `true` for an option that is named without a value. */
  readonly options: Readonly<Record<string, string | boolean>>
  readonly ignore: readonly string[]
  /** Words after the tag that are not options, or set one to what it cannot be. */
  readonly wrong: readonly WrongWord[]
}

export interface WrongWord {
  readonly word: string
  readonly reason: string
}

export type TagReading =
  | { readonly is: 'mark'; readonly tag: CommentTag }
  /** Spelt nearly like `@cached`, so that it may be meant. */
  | { readonly is: 'near miss'; readonly written: string }

/** Reads a documentation comment; nothing if it has no such tag. */
export function readCommentTag(comment: string): TagReading | undefined {
  if (!comment.startsWith('/**')) return undefined
  let nearMiss: TagReading | undefined
  for (const line of comment.slice(3, -2).split(/\r?\n/)) {
    const match = /^\s*\*?\s*@([A-Za-z]+)\b(.*)$/.exec(line)
    if (match === null) continue
    const [, written = '', rest = ''] = match
    if (written === 'cached') return { is: 'mark', tag: readOptions(rest) }
    if (isNearMark(written)) nearMiss ??= { is: 'near miss', written }
  }
  return nearMiss
}

/** Whether a word after `@` is that of the tag, or spelt nearly like it. */
export function isNearMark(word: string): boolean {
  return isNear(word.toLowerCase(), 'cached')
}

function readOptions(text: string): CommentTag {
  const options: Record<string, string | boolean> = {}
  const ignore: string[] = []
  const wrong: WrongWord[] = []
  // Prose may follow the options after a dash.
  const [settings = ''] = text.split(/\s-{1,2}\s/)
  for (const word of settings.trim().split(/\s+/)) {
    if (word === '') continue
    const [, name = word, value] = /^(\w+)=(.+)$/.exec(word) ?? []
    if (name === 'ignore' && value !== undefined) {
      ignore.push(...value.split(',').filter(each => each !== ''))
      continue
    }
    const reading = readOptionValue(name, value)
    if ('reason' in reading) wrong.push({ word, reason: reading.reason })
    else if (name in options) wrong.push({ word, reason: `${name} is set twice` })
    else options[name] = reading.value
  }
  return { options, ignore, wrong }
}

/** Whether one insertion, deletion, substitution or swap of neighbours (or none) leads from one word to the other. */
export function isNear(a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start += 1
  if (short.length !== long.length) return short.slice(start) === long.slice(start + 1)
  if (short.slice(start + 1) === long.slice(start + 1)) return true
  const swapped = short[start] === long[start + 1] && short[start + 1] === long[start]
  return swapped && short.slice(start + 2) === long.slice(start + 2)
}
