export type TrailStep = string | number | { readonly text: string }

/** A value that cannot be told apart by its content. Thrown while a key is made; the call then runs plainly. */
export class Unhashable extends Error {
  override readonly name = 'Unhashable'

  /**
   * @param reason what the value is: `is a function`
   * @param path where the value stands, such as `arguments[0].options.onDone`
   */
  constructor(
    readonly reason: string,
    readonly path: string
  ) {
    super(`${path} ${reason}`)
  }
}

/** Writes the way from `root` to a value as one would write it in code. */
export function writePath(root: string, steps: readonly TrailStep[]): string {
  return root + steps.map(writeStep).join('')
}

function writeStep(step: TrailStep): string {
  if (typeof step === 'object') return step.text
  if (typeof step === 'number' || /^\d+$/.test(step)) return `[${step}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}
