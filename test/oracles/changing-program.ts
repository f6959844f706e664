/** Fingerprints of one program whose files change, one at a time and in memory. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { analyze } from '../../transformer/pipeline'
import { driverFile, type OpenedLibrary } from './libraries'

export interface Change {
  /** Relative to the folder of the program. */
  readonly file: string
  readonly text: string
}

export interface ChangingProgram {
  /** The fingerprint of one function of the driver, without a change or after this one. */
  fingerprint(entry: string, change?: Change): string
}

/** All files but the changed one are parsed and bound once. */
export function changingProgram({ folder, program }: OpenedLibrary): ChangingProgram {
  const options = program.getCompilerOptions()
  const files = new Map(program.getSourceFiles().map(file => [file.fileName, file]))
  const driver = join(folder, driverFile)
  const driverText = readFileSync(driver, 'utf8')
  const drivers = new Map<string, ts.SourceFile>()
  const host = ts.createCompilerHost(options, true)
  let current: readonly ts.SourceFile[] = []
  let before: ts.Program | undefined = program
  host.getSourceFile = path => current.find(({ fileName }) => fileName === path) ?? files.get(path)

  function driverOf(entry: string): ts.SourceFile {
    const known = drivers.get(entry) ?? parse(driver, markOnly(driverText, entry))
    drivers.set(entry, known)
    return known
  }
  return {
    fingerprint(entry, change) {
      const changed = change === undefined ? [] : [parse(join(folder, change.file), change.text)]
      current = [driverOf(entry), ...changed]
      before = ts.createProgram([driver], options, host, before)
      const [closure, ...others] = analyze(ts, before, {}).functions
      if (closure?.name !== entry || others.length > 0) throw new Error(`${entry} is not the one that is marked`)
      return closure.fingerprint
    }
  }
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
}

/** One function marked is one closure to follow. */
function markOnly(driver: string, entry: string): string {
  return driver.replace(/\/\*\* @cached \*\/(?=\nexport (?:async )?function (\w+))/g, (mark, name) =>
    name === entry ? mark : ''
  )
}
