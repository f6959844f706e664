import { compareCoverage } from './coverage-oracle'
import type { Library } from './libraries'
import { recordRow } from './record-row'

export function testCoverage(libraries: readonly Library[]): void {
  test.each(libraries)('every function of $name that runs is in the closure', library => {
    const { entries, run, found, opaque, refused, missed } = compareCoverage(library)
    const figures = { entries, 'functions run': run, found, opaque, refused, missed: missed.length }
    recordRow('coverage', library.name, figures)
    expect(missed).toEqual([])
    expect(found).toBeGreaterThan(0)
  })
}
