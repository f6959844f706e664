/**
 * What is left where entries were deleted, for stores that can only set and get: a random text under one name for a function
 * and one for a 4096th of its keys. An entry is set if both are what they were before its run, and taken back if they are not
 * when it is there: a late entry can be there for the moment between. Marks end after a day, which no run should outlast.
 */
export const MARK_LIFE = 24 * 60 * 60 * 1000

/** What stands in the names of marks in place of the digest of a key. */
const MARK = '#deleted'

/** The names of the marks of a key: that of its function, and that of keys whose hash begins like its own. */
export function marksOf(key: string): readonly [ofAll: string, ofKey: string] {
  const end = key.lastIndexOf(':') + 1
  const ofAll = `${key.slice(0, end)}${MARK}`
  return [ofAll, `${ofAll};${key.slice(end, end + 3)}`]
}

/** @param prefix which ends with a colon */
export function isMark(key: string, prefix: string): boolean {
  return key.startsWith(MARK, prefix.length)
}
