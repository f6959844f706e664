/** What each setting of a group may be: that for which its reader does not give undefined. */
export type Readers<Group> = {
  readonly [Name in keyof Group]-?: readonly [read: (value: unknown) => Group[Name] | undefined, meaning: string]
}

/**
 * The settings of a group that were given, as the program uses them.
 * @param source where they stand, for errors: `memory in configure()`
 * @throws TypeError for an unknown setting or a value that it cannot have
 */
export function checkGroup<Group>(given: unknown, source: string, readers: Readers<Group>): Partial<Group> {
  const known = Object.keys(readers).join(', ')
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`keyprint: ${source} has to be an object; it can hold ${known}`)
  }
  const checked: Partial<Group> = {}
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(readers, name))
      throw new TypeError(`keyprint: ${source} does not know '${name}'; it can hold ${known}`)
    if (value === undefined) continue
    const [read, meaning] = readers[name as keyof Group]
    const setting = read(value)
    if (setting === undefined) {
      throw new TypeError(`keyprint: '${name}' of ${source} is ${JSON.stringify(value)}; it has to be ${meaning}`)
    }
    checked[name as keyof Group] = setting
  }
  return checked
}

/** A reader of whole numbers from 1 on. */
export function readCount(most: number): (value: unknown) => number | undefined {
  return value => (Number.isInteger(value) && Number(value) > 0 && Number(value) <= most ? Number(value) : undefined)
}
