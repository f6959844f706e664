import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export const repository = resolve(__dirname, '..', '..')

const created: string[] = []

afterAll(() => {
  for (const folder of created) rmSync(folder, { recursive: true, force: true })
})

export interface TemporaryProject {
  readonly folder: string
  write(file: string, text: string): void
  read(file: string): string
}

/**
 * A folder outside of the repository with these files, removed after the tests of the file that imports this.
 * `packages` are linked into its node_modules: `keyprint` is the built repository, all others are its own packages.
 */
export function createTemporaryProject(
  files: Readonly<Record<string, string>>,
  packages: readonly string[] = []
): TemporaryProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyprint-')))
  created.push(folder)
  const project: TemporaryProject = {
    folder,
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    },
    read: file => readFileSync(join(folder, file), 'utf8')
  }
  for (const [file, text] of Object.entries(files)) project.write(file, text)
  for (const name of packages) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(name === 'keyprint' ? repository : join(repository, 'node_modules', name), link, 'junction')
  }
  return project
}
