/** Other compilers and bundlers than those of the repository, each set installed from a lock file of its own. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { runProcess } from '../support/run-process'

const repository = resolve(__dirname, '..', '..')
const toolsFolder = join(__dirname, 'tools')

/** Installs every set whose lock file has changed since, with keyprint as it is packed now. */
export default function installTools(): void {
  const packed = listPacked()
  for (const { name } of readdirSync(toolsFolder, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
    const folder = join(toolsFolder, name)
    const lock = createHash('sha256')
      .update(readFileSync(join(folder, 'package-lock.json')))
      .digest('hex')
    const stamp = join(folder, 'node_modules', '.installed')
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
      const { status, stderr } = runProcess('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder })
      if (status !== 0) throw new Error(`npm ci failed in ${folder}:\n${stderr}`)
      writeFileSync(stamp, lock)
    }
    installKeyprint(join(folder, 'node_modules'), packed)
  }
}

export function folderOfTools(name: string): string {
  return join(toolsFolder, name, 'node_modules')
}

/** The files that `npm pack` would put into the package. */
function listPacked(): readonly string[] {
  const { status, stdout, stderr } = runProcess('npm', ['pack', '--ignore-scripts', '--dry-run', '--json'], {
    cwd: repository
  })
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`)
  const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[]
  return (packed?.files ?? []).map(({ path }) => path)
}

/** A copy, as an install makes it: from a link, keyprint would find the compilers of the repository. */
function installKeyprint(packages: string, packed: readonly string[]): void {
  const folder = join(packages, 'keyprint')
  rmSync(folder, { recursive: true, force: true })
  for (const file of packed) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(repository, file), join(folder, file))
  }
  const bin = join(packages, '.bin', 'keyprint')
  rmSync(bin, { force: true })
  symlinkSync(join('..', 'keyprint', 'dist', 'transformer', 'cli', 'main.js'), bin)
  chmodSync(bin, 0o755)
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly [kind: string]: Readonly<Record<string, string>> | undefined
  }
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), link, 'junction')
  }
}
