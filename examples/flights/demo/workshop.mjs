// Where the demo builds, edits and runs the planner. Edits are made to a copy; the checkout stays as it is.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const { resolve } = createRequire(import.meta.url)
const example = dirname(dirname(fileURLToPath(import.meta.url)))
const root = join(example, '../..')
const scratch = join(example, '.demo')
const edited = join(scratch, 'tspc.config.json')

export const cacheFolder = join(scratch, 'cache')
export const naiveFolder = join(scratch, 'naive')

/** An empty scratch folder with a copy of the sources and a project for it. */
export function prepareScratch() {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(naiveFolder, { recursive: true })
  cpSync(join(example, 'src'), join(scratch, 'src'), { recursive: true })
  const project = {
    extends: '../../../tspc.config.json',
    compilerOptions: {
      rootDir: 'src',
      outDir: 'dist',
      plugins: [{ transform: '../../../dist/transformer/index.js', transformProgram: true }]
    },
    include: ['src/**/*.ts']
  }
  writeFileSync(edited, JSON.stringify(project, null, 2))
}

/** Builds the checkout's own project with the transformer: `tspc -p tspc.config.json`. */
export function buildCheckout() {
  return build('ts-patch/bin/tspc.js', join(root, 'tspc.config.json'))
}

/** The same for the edited copy. */
export function buildCopy() {
  return build('ts-patch/bin/tspc.js', edited)
}

/** Builds the copy with plain tsc: marks are comments, nothing is cached. */
export function buildUncached() {
  return build('typescript/bin/tsc', edited, '--outDir', join(scratch, 'uncached'))
}

async function build(compiler, project, ...options) {
  const start = performance.now()
  await run([resolve(compiler), '-p', project, ...options], {}, root)
  return { command: `tspc -p ${relative(root, project)}`, milliseconds: performance.now() - start }
}

/** Replaces one piece of text in a file of the copy. */
export function editCopy(file, before, after) {
  const path = join(scratch, 'src', file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(before)) throw new Error(`${file} no longer holds '${before}', which the demo edits`)
  writeFileSync(path, text.replace(before, after))
}

export const programs = {
  checkout: join(example, 'dist/main.js'),
  copy: join(scratch, 'dist/main.js'),
  uncached: join(scratch, 'uncached/main.js')
}

/** Runs the planner in a process of its own and reads the line that it prints. */
export async function runPlanner(program, options, environment) {
  const start = performance.now()
  const { stdout, stderr } = await run([program, 'SEA', 'MIA', '--json', ...options], environment)
  return { ...JSON.parse(stdout), stderr, milliseconds: performance.now() - start }
}

/** Removes what the cached functions of both programs have stored. */
export async function clearCaches(environment) {
  for (const program of [programs.checkout, programs.copy]) {
    if (existsSync(program)) await run([program, '--clear'], environment)
  }
}

function run(args, environment, folder = process.cwd()) {
  const { KEYPRINT_STORE: _store, KEYPRINT_NAMESPACE: _namespace, ...inherited } = process.env
  const options = { cwd: folder, env: { ...inherited, ...environment }, maxBuffer: 2 ** 26 }
  return new Promise((succeed, fail) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (!error) return succeed({ stdout, stderr })
      const command = ['node', ...args].map(part => (part.startsWith(root) ? relative(root, part) : part)).join(' ')
      fail(new Error(`${command}\nended with ${error.code ?? error.signal}:\n${stdout}${stderr}`))
    })
  })
}
