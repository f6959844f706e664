/** Transforms sources and says which functions are another to keyprint than before. */
import { compareUnits, type UnitComparison } from './compare-units'
import type { Transformation } from './edits'
import { fingerprintExports, type Print, type Prints } from './fingerprints'
import type { Sources } from './sources'

/** Edits that are made one after the other, and looked at once: what undoes another is in another round. */
export interface Round {
  readonly name: string
  readonly transformations: readonly Transformation[]
  /** Types are gone: each piece of code is compared beside the closures. */
  readonly comparesUnits?: true
  /** Which functions can be compared, if not all; then what is reported is not compared. */
  isComparable?(before: Print, after: Print): boolean
}

export interface Comparison {
  /** Places that were edited, by the name of the transformation. */
  readonly places: ReadonlyMap<string, number>
  readonly compared: number
  /** Each with what became of it. */
  readonly changed: readonly string[]
  readonly units?: UnitComparison
}

export async function compare(sources: Sources, before: Prints, round: Round): Promise<Comparison> {
  const places = new Map<string, number>()
  const ways: ((file: string) => string)[] = []
  let transformed = sources
  for (const { name, apply } of round.transformations) {
    const step = await apply(transformed)
    transformed = step.sources
    places.set(name, step.places)
    if (step.fileOf !== undefined) ways.push(step.fileOf)
  }
  const after = fingerprintExports(transformed)
  const changed: string[] = []
  const fileOf = (file: string): string => ways.reduce((path, way) => way(path), file)
  const units = round.comparesUnits ? compareUnits(sources, transformed, fileOf) : undefined
  let compared = 0
  for (const [id, print] of before) {
    const [file = '', name = ''] = id.split('#')
    const other = after.get(`${fileOf(file)}#${name}`)
    if (other !== undefined && round.isComparable?.(print, other) === false) continue
    compared += 1
    if (other === undefined) changed.push(`${id} is gone`)
    else if (other.fingerprint !== print.fingerprint) changed.push(`${id} has another fingerprint`)
    else if (other.codes !== print.codes && round.isComparable === undefined)
      changed.push(`${id}: ${print.codes} became ${other.codes}`)
  }
  return { places, compared, changed: [...changed, ...(units?.changed ?? [])], ...(units && { units }) }
}
