/** Compiles programs that retell examples from the documents of another system, and runs them as their readers would. */
import { join } from 'node:path'
import { runNode } from '../support/run-process'
import { createTemporaryProject, repository } from '../support/temporary-project'

export interface Retold {
  readonly folder: string
  /** What a program prints in a process of its own. All programs share a file store, unless another one is named. */
  run(name: string, environment?: Readonly<Record<string, string>>, args?: readonly string[]): readonly string[]
  /** Writes a file of the project anew, and compiles all of it. */
  edit(file: string, change: (text: string) => string): void
}

/**
 * @param programs TypeScript by name
 * @param packages what is installed, by name: the files of each
 * @throws Error when one of them has an error, of its types or one that keyprint reports
 */
export function retell(
  programs: Readonly<Record<string, string>>,
  packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {}
): Retold {
  const project = createTemporaryProject(
    {
      'package.json': JSON.stringify({ type: 'module' }),
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'ES2022',
          module: 'NodeNext',
          strict: true,
          rootDir: 'src',
          outDir: 'out',
          types: ['node'],
          plugins: [{ transform: 'keyprint/transformer', transformProgram: true }]
        },
        include: ['src']
      })
    },
    ['keyprint', '@types/node', 'typescript', 'undici-types']
  )
  for (const [name, text] of Object.entries(programs)) project.write(`src/${name}.ts`, text)
  for (const [name, files] of Object.entries(packages))
    for (const [file, text] of Object.entries(files)) project.write(`node_modules/${name}/${file}`, text)
  const compile = (): void => {
    const compiler = join(repository, 'node_modules', 'ts-patch', 'bin', 'tspc.js')
    const { status, stdout } = runNode([compiler, '-p', '.', '--pretty', 'false'], { cwd: project.folder })
    if (status !== 0) throw new Error(stdout)
  }
  compile()
  return {
    folder: project.folder,
    run(name, environment = {}, args = []) {
      const env = { KEYPRINT_STORE: 'file:store', ...environment }
      const finished = runNode([`out/${name}.js`, ...args], { cwd: project.folder, env })
      if (finished.status !== 0) throw new Error(finished.stderr)
      return finished.stdout.trimEnd().split('\n')
    },
    edit(file, change) {
      project.write(file, change(project.read(file)))
      compile()
    }
  }
}
