import { compareCoverage, printCoverage, type Coverage } from './coverage-oracle'
import type { Library } from './libraries'

export function testCoverage(libraries: readonly Library[]): void {
  const results: Coverage[] = []

  test.each(libraries)('every function of $name that runs is in the closure', library => {
    const coverage = compareCoverage(library)
    results.push(coverage)
    expect(coverage.missed).toEqual([])
    expect(coverage.found).toBeGreaterThan(0)
  })

  afterAll(() => printCoverage(results))
}
