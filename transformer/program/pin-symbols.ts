/**
 * What stands for a name of a package: pins of the packages whose code is behind it.
 *
 * Types are only the way there. They may come in a package of their own, describe another package, be re-exported from
 * one that the code does not use, or be led elsewhere by `paths`: the package that the import names is pinned in any
 * case, and the one with the declaration beside it unless it only holds types.
 */
import { relative } from 'node:path'
import type ts from 'typescript'
import type { Pin } from '../model/pin'
import { describedBy, realPath, splitSpecifier, type Package, type Packages } from './find-package'
import { hasCode } from './package-content'
import type { PackageImport } from './package-imports'
import type { PinPackage } from './pin-packages'

export interface PinnedName {
  readonly pin: Pin
  /** Packages by way of which it is imported, if they are others. */
  readonly through: readonly Pin[]
  /** Which of the things in the packages it is; ends with its name. */
  readonly member: string
}

export interface OutOfSight {
  readonly reason: string
}

/** `module` is the name in the `declare module` around the declaration, if there is one. */
export function pinName(
  packages: Packages,
  pin: PinPackage,
  symbol: ts.Symbol,
  declared: { readonly file: string; readonly module: string | undefined },
  imported: PackageImport | undefined
): PinnedName | OutOfSight {
  const types = packages.of(declared.file)
  if (types === undefined) return { reason: 'the package that declares it was not found' }
  if (declared.module?.includes('*') === true) {
    return { reason: whateverMatches(declared.module) }
  }
  const named = nameOfCode(types.name, declared.module)
  const entry = imported && packages.named(imported.name, imported.from)
  // Of two equal copies of a package the compiler may have read the types of the other one.
  const own = entry?.name === types.name ? entry : types
  const place = named === types.name ? own : findCode(packages, named, imported, types)
  if (place === undefined) {
    return { reason: `only its types are installed; install the package '${named}', or pass the result in` }
  }
  if (!hasCode(place.folder)) {
    return { reason: `the package '${place.name}' holds declarations only; import what implements them` }
  }
  const isDirect = entry === undefined || entry.folder === place.folder
  return {
    pin: pin(place, isDirect ? imported?.subpath : undefined),
    through: isDirect ? [] : [pin(entry, imported?.subpath)],
    member: `${describePlace(types, declared.file, imported)} ${symbol.name}`
  }
}

export function whateverMatches(pattern: string): string {
  return `it is declared for every '${pattern}', whatever a bundler makes of that; pass the result in`
}

/** The package whose code a declaration describes. */
export function nameOfCode(types: string, module: string | undefined): string {
  const ambient = module === undefined ? undefined : splitSpecifier(module)?.name
  return ambient ?? describedBy(types) ?? types
}

/** As the importing file gets it; types that are there for all lie beside the code. */
function findCode(
  packages: Packages,
  name: string,
  imported: PackageImport | undefined,
  types: Package
): Package | undefined {
  const fromImport = imported?.name === name ? packages.named(name, imported.from) : undefined
  return fromImport ?? packages.named(name, types.folder)
}

/** By the import, since the declaration of one thing lies elsewhere for each module format. */
function describePlace(types: Package, file: string, imported: PackageImport | undefined): string {
  if (imported !== undefined) return `${imported.name}${imported.subpath} ${imported.exported}`
  return relative(types.folder, realPath(file)).replaceAll('\\', '/')
}
