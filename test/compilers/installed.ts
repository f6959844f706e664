/** Other versions of TypeScript than the one of the repository, installed from a lock file of their own. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import { runProcess } from '../support/run-process'

const folder = __dirname

/** Names as in package.json: `typescript-5.0`. */
export function listCompilers(): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  return Object.keys(dependencies)
}

/** Loads a compiler; the first time all of them are installed. */
export function loadCompiler(name: string): typeof ts {
  const path = join(folder, 'node_modules', name)
  if (!existsSync(join(path, 'lib', 'typescript.js'))) {
    const { status, stderr } = runProcess('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder })
    if (status !== 0) throw new Error(`npm ci failed in ${folder}:\n${stderr}`)
  }
  return jest.requireActual<typeof ts>(path)
}
