import type { TrailStep } from './unhashable'

/** Why an object cannot be described, and the steps to the culprit if it is not the object itself. */
export class Indescribable extends Error {
  override readonly name = 'Indescribable'

  constructor(
    readonly reason: string,
    readonly trail: readonly TrailStep[] = []
  ) {
    super(reason)
  }
}
