/** A program whose data names ever new subjects stays silent after so many warnings. */
const MAX_WARNINGS = 1000

const given = new Set<string>()

/** Prints a process warning, once for each `subject`. */
export function warnOnce(subject: string, message: string): void {
  if (given.has(subject) || given.size === MAX_WARNINGS) return
  given.add(subject)
  process.emitWarning(message, { type: 'KeyprintWarning' })
}
