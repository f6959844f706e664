import type { Library } from './libraries'
import { mutate } from './mutation-oracle'
import { recordRow } from './record-row'

/** @param count how many of its mutants are tried */
export function testMutation(library: Library, count: number): void {
  test(`each of ${count} mutants of ${library.name} moves the fingerprint`, () => {
    const { functions, possible, tried, moved, same, survived } = mutate(library, count)
    const figures = { functions, possible, mutants: tried, moved, 'same code': same, survived: survived.length }
    recordRow('mutation', library.name, figures)
    expect(survived).toEqual([])
    expect(tried).toBe(count)
  })
}
