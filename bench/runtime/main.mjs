/**
 * What a call costs, beside the least it could cost and beside other libraries: each goal with the ratio that was measured.
 *
 *     node bench/runtime/main.mjs [section ...]
 *
 * Everything that is compared runs in turn in one process, round after round.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { installPeers } from './peers.mjs'
import { reportGoals } from './report.mjs'

const SECTIONS = ['memory', 'canonical', 'redis', 'loading', 'growth', 'large']

const wanted = process.argv.slice(2)
const unknown = wanted.find(name => !SECTIONS.includes(name))
if (unknown !== undefined) throw new Error(`no section '${unknown}'; the sections are ${SECTIONS.join(', ')}`)

installPeers()
compileSubjects()
for (const name of wanted.length > 0 ? wanted : SECTIONS) await (await import(`./sections/${name}.mjs`))[name]()
reportGoals()

function compileSubjects() {
  const tspc = createRequire(import.meta.url).resolve('ts-patch/bin/tspc.js')
  const project = fileURLToPath(new URL('subjects/tsconfig.json', import.meta.url))
  const { status } = spawnSync(process.execPath, [tspc, '-p', project], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the functions to measure could not be compiled; is keyprint built?')
}
