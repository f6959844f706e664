/**
 * The tags `@cached` and `@singleton` in a comment, with their options: `@cached ttl=5m lock ignore=logger,trace`.
 */
import { TAGS, type TagName } from '../model/mark'
import { readOptionValue } from './option-value'

export interface CommentTag {
  readonly keptBy: (typeof TAGS)[TagName]
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
  /** Spelt nearly like a tag, so that it may be meant. */
  | { readonly is: 'near miss'; readonly written: string; readonly meant: TagName }

/** Reads a documentation comment: all of its tags, or else the first that is nearly one. */
export function readCommentTags(comment: string): readonly TagReading[] {
  if (!comment.startsWith('/**')) return []
  const tags: TagReading[] = []
  let nearMiss: TagReading | undefined
  for (const line of comment.slice(3, -2).split(/\r?\n/)) {
    const match = /^\s*\*?\s*@([A-Za-z]+)\b(.*)$/.exec(line)
    if (match === null) continue
    const [, written = '', rest = ''] = match
    const meant = nearestTag(written)
    if (meant === undefined) continue
    if (written === meant) tags.push({ is: 'mark', tag: readOptions(rest, TAGS[meant]) })
    else nearMiss ??= { is: 'near miss', written, meant }
  }
  return tags.length === 0 && nearMiss ? [nearMiss] : tags
}

/** The tag that a word after `@` is, or is spelt nearly like. */
export function nearestTag(word: string): TagName | undefined {
  const known = nearest.get(word)
  if (known !== undefined || nearest.has(word)) return known
  const found = (Object.keys(TAGS) as TagName[]).find(tag => isNear(word.toLowerCase(), tag))
  nearest.set(word, found)
  return found
}

/** Comments are full of the same words. */
const nearest = new Map<string, TagName | undefined>()

function readOptions(text: string, keptBy: CommentTag['keptBy']): CommentTag {
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
    const reading = readOptionValue(name, value, keptBy)
    if ('reason' in reading) wrong.push({ word, reason: reading.reason })
    else if (name in options) wrong.push({ word, reason: `${name} is set twice` })
    else options[name] = reading.value
  }
  return { keptBy, options, ignore, wrong }
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
