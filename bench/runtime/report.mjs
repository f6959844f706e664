import Table from 'cli-table3'

const failed = []

/** Prints a table of times and, for rows with a goal, whether it is met. */
export function report(title, head, rows) {
  const table = new Table({ head: [title, ...head], style: { head: [], border: [], compact: true } })
  table.push(...rows)
  console.log(`${table.toString()}\n`)
}

/** `1.07 (goal <= 1.3)` */
export function against(ratio, most, what) {
  const isMet = ratio <= most
  if (!isMet) failed.push(`${what}: ${ratio.toFixed(2)}, the goal is at most ${most}`)
  return `${ratio.toFixed(2)} (goal <= ${most}${isMet ? '' : ', MISSED'})`
}

export function time(nanoseconds) {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(0)} ns`
  return nanoseconds < 1e6 ? `${(nanoseconds / 1e3).toFixed(2)} us` : `${(nanoseconds / 1e6).toFixed(2)} ms`
}

export function reportGoals() {
  console.log(failed.length === 0 ? 'every goal is met' : `goals missed:\n  ${failed.join('\n  ')}`)
}

export function fail(what) {
  failed.push(what)
}
