import type { Analysis } from '../../transformer/model/analysis'
import type { Diagnostic } from '../../transformer/model/diagnostic'
import type { FunctionClosure, UnitListing } from '../../transformer/model/function-closure'
import type { Location } from '../../transformer/model/location'

export function locationAt(file: string, line: number, column = 1, offset = 0, length = 1): Location {
  return { file, line, column, offset, length }
}

/** A closure that depends on nothing, with these differences. */
export function closureWith(differences: Partial<FunctionClosure> = {}): FunctionClosure {
  return {
    id: 'src/price.ts#total',
    name: 'total',
    kind: 'function',
    location: locationAt('src/price.ts', 3, 17),
    fingerprint: '0123456789abcdef0123456789abcdef',
    captures: [],
    callees: [],
    pins: [],
    ignored: [],
    references: { total: 0, folded: 0, captured: 0, pinned: 0, ignored: 0, opaque: 0 },
    diagnostics: [],
    ...differences
  }
}

export function diagnosticWith(differences: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'KP3001',
    severity: 'error',
    message: 'KP3001: cannot resolve load',
    location: locationAt('src/price.ts', 4, 10),
    related: [],
    ...differences
  }
}

export function analysisOf(functions: readonly FunctionClosure[], others: readonly Diagnostic[] = []): Analysis {
  const diagnostics = [...functions.flatMap(closure => closure.diagnostics), ...others]
  return { functions, diagnostics, plans: [], outside: { sources: [], packages: [], absent: [] }, listings: new Map() }
}

/** A unit that refers to nothing, with these differences; its name is its id. */
export function unitWith(name: string, differences: Partial<UnitListing> = {}): UnitListing {
  return {
    unit: name,
    name,
    location: locationAt('src/price.ts', 3, 17),
    listing: { instructions: [] },
    units: [],
    attached: [],
    captures: [],
    ...differences
  }
}

/** One of everything. */
export const fullClosure: FunctionClosure = closureWith({
  captures: [
    {
      kind: 'import',
      root: 'config',
      path: [{ name: 'rate', optional: false }],
      name: 'config.rate',
      declared: locationAt('src/config.ts', 1, 14),
      reading: { by: 'scope', anchor: 120 }
    },
    {
      kind: 'environment',
      root: 'process',
      path: [
        { name: 'env', optional: false },
        { name: 'REGION', optional: false }
      ],
      name: 'process.env.REGION',
      declared: locationAt('src/price.ts', 4, 12),
      reading: { by: 'scope' }
    }
  ],
  callees: [{ unit: 'u1', name: 'toCents', location: locationAt('src/money.ts', 7), hash: 'f'.repeat(32) }],
  pins: [{ name: 'lodash', version: '4.17.21' }],
  ignored: [{ name: '_trace', reason: 'its name begins with _' }],
  references: { total: 7, folded: 2, captured: 2, pinned: 1, ignored: 1, opaque: 1 },
  diagnostics: [diagnosticWith({ related: [{ message: 'called here', location: locationAt('src/price.ts', 5) }] })]
})

/** The code of `fullClosure`: `total` calls `toCents` twice and itself, and names a class by a type. */
export const fullUnits: readonly UnitListing[] = [
  unitWith('total', {
    listing: {
      instructions: [
        { operation: 'capture', operands: [{ capture: 0, label: 'config.rate' }, '.rate'] },
        { operation: 'code', operands: [{ unit: 'toCents', label: 'toCents' }] },
        { operation: 'pin', operands: ['lodash@4.17.21', 'round'] },
        { operation: 'pin', operands: ['lodash@4.17.21', 'floor'] },
        { operation: 'opaque', operands: ['load'] },
        { operation: 'code', operands: [{ unit: 'toCents', label: 'cents' }] },
        { operation: 'code', operands: [{ unit: 'total', label: 'total' }] }
      ]
    },
    units: ['toCents', 'total'],
    attached: ['Money'],
    captures: [0]
  }),
  unitWith('toCents', {
    location: locationAt('src/money.ts', 7),
    listing: {
      instructions: [
        { operation: 'capture', operands: [{ capture: 0, label: 'scale' }] },
        { operation: 'capture', operands: [{ capture: 1, label: 'process.env.REGION' }, 'process', '.env', '.REGION'] }
      ]
    },
    captures: [-1, 1]
  }),
  unitWith('Money', { location: locationAt('src/money.ts', 1), units: ['toCents'] })
]
