/** The JavaScript that TypeScript makes of the sources, read back by `allowJs`. */
import { join } from 'node:path'
import ts from 'typescript'
import type { Transformation } from '../edits'
import { openProgram } from '../sources'
import { editSpecifiers, relativePath } from './modules'

export const typesStripped: Transformation = {
  name: 'types stripped to JavaScript',
  apply(sources) {
    const fileOf = (file: string): string => file.replace(/\.ts$/, '.js')
    const { sources: named } = editSpecifiers(sources, (from, target) => relativePath(from, fileOf(target)))
    const options = { ...sources.options, target: ts.ScriptTarget.ESNext, noEmit: false, removeComments: true }
    const outputs = new Map<string, string>()
    openProgram({ ...named, options }).emit(undefined, (path, text) => outputs.set(path, text))
    const files = new Map(
      [...sources.files.keys()].map(file => [fileOf(file), outputs.get(join(sources.folder, fileOf(file))) ?? ''])
    )
    return {
      sources: { ...sources, files, options: { ...sources.options, allowJs: true } },
      places: files.size,
      fileOf
    }
  }
}
