/** The same question of the same node, symbol, type, file or text has the same answer. */
export function answerOnce<Key, Answer>(answer: (key: Key) => Answer): (key: Key) => Answer {
  const known = new Map<Key, Answer>()
  return key => {
    const before = known.get(key)
    if (before !== undefined || known.has(key)) return before as Answer
    const found = answer(key)
    known.set(key, found)
    return found
  }
}
