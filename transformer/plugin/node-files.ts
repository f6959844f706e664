/** What the two loaders of Node share: which files are ours, in which format they are, and how they are transformed. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createCore, type Core } from './core'

let core: Core | undefined

/** `KEYPRINT_PROJECT` names the tsconfig; default: the next `tsconfig.json` in the current folder or above. */
function coreOfProcess(): Core {
  return (core ??= createCore(process.env['KEYPRINT_PROJECT'], process.cwd()))
}

export function isOwnSource(file: string): boolean {
  return /(?<!\.d)\.[cm]?tsx?$/.test(file) && !/[\\/]node_modules[\\/]/.test(file)
}

export function isModule(file: string): boolean {
  if (/\.mts$/.test(file)) return true
  if (/\.cts$/.test(file)) return false
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: string }).type === 'module'
    if (dirname(folder) === folder) return false
  }
}

/** @throws when an error is reported for the file */
export function compileForNode(file: string): string {
  const text = readFileSync(file, 'utf8')
  const path = file.replaceAll('\\', '/')
  const format = isModule(file) ? 'esm' : 'commonjs of Node'
  const { code, map, errors, remarks } = coreOfProcess().transform(path, text, format)
  if (errors !== '') throw new Error(errors)
  if (remarks !== '') process.stderr.write(`${remarks}\n`)
  const encoded = Buffer.from(JSON.stringify(map)).toString('base64')
  return `${code}//# sourceMappingURL=data:application/json;base64,${encoded}\n`
}

/**
 * The source that the compiler finds: where Node finds nothing, because `./fees.js` is `fees.ts` or a path of the tsconfig, and
 * where it finds JavaScript that was built of a source some time ago, which is in no fingerprint.
 *
 * @param found the file that Node finds
 */
export function sourceFor(specifier: string, from: string | undefined, found?: string): string | undefined {
  if (from === undefined || !isOwnSource(from)) return undefined
  if (found !== undefined && !isBuilt(found)) return undefined
  const source = coreOfProcess().resolve(specifier, from.replaceAll('\\', '/'))
  return source !== undefined && (found === undefined || isOwnSource(source)) ? source : undefined
}

/** Whether it may be. */
function isBuilt(file: string): boolean {
  return /\.[cm]?jsx?$/.test(file) && !/[\\/]node_modules[\\/]/.test(file)
}
