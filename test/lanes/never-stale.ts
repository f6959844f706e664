/**
 * Edits of everything that a fingerprint is made from, against every way of building that keeps what it knows.
 *
 * After each edit the next build has to carry the fingerprint of a build from nothing, and a build of what has not
 * changed has to write nothing.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { analyze } from '../../transformer/pipeline'
import { loadProject } from '../../transformer/program/load-project'
import { recordRow } from '../oracles/record-row'
import type { TemporaryProject } from '../support/temporary-project'
import { edits, marked, rounds } from './stale-project'

export interface Way {
  /** As a row of the table says it. */
  readonly name: string
  /** What is tried with it; default: everything. */
  readonly edits?: readonly string[]
  /** Builds for the first time. */
  start(): Promise<Building> | Building
}

/** A project that is built in one way, again and again. */
export interface Building {
  readonly project: TemporaryProject
  /** Writes the text, and builds or waits until that was done. Says whether what was expected came to be. */
  build(edit: { readonly file: string; readonly text: string }, expected?: () => boolean): Promise<boolean>
  /** The one in what was built last; undefined if there is none. */
  fingerprint(): string | undefined
  /** What a build of what has not changed leaves as it is: files with their times, or only with their texts. */
  outputs(): Readonly<Record<string, number | string>>
  /** It watches, and may hear of an edit twice, late the second time, and write the same again. */
  readonly hearsByItself: boolean
  /** Ends the process that builds, if there is one. */
  stop(): Promise<unknown> | void
}

/** Fingerprints of programs that were never built before, by what was edited. */
const known = new Map<string, string>()

function knownFromNothing(project: TemporaryProject, state: string): string {
  const fingerprint = known.get(state) ?? fromNothing(project)
  known.set(state, fingerprint)
  return fingerprint
}

/** The fingerprint of its first function, by an analysis that knows nothing yet. */
export function fromNothing({ folder }: TemporaryProject): string {
  const { compiler, program, rawOptions } = loadProject(folder, folder)
  const [first] = analyze(compiler, program, rawOptions).functions
  if (first === undefined) throw new Error(`nothing is cached in ${folder}`)
  return first.fingerprint
}

export interface Seen {
  /** Builds after an edit that carried the fingerprint of the new code. */
  fresh: number
  /** Whether a build after those wrote no output. */
  isQuiet: boolean
}

/** Makes every edit three times in a row, and records what was seen as a row of the table. */
export async function proveNeverStale(
  way: Way,
  only = way.edits ?? edits.map(edit => edit.name)
): Promise<Record<string, Seen>> {
  const seen = await whileBuilding(way, building => makeEdits(building, only))
  const figures = Object.entries(seen).map(([name, { fresh, isQuiet }]) => [
    name,
    `${fresh} of ${rounds}, ${isQuiet ? 'quiet' : 'not quiet'}`
  ])
  recordRow('never-stale', way.name, Object.fromEntries(figures))
  return seen
}

/** What builds is ended in any case: jest would wait for a process that goes on. */
export async function whileBuilding<T>(way: Way, use: (building: Building) => Promise<T>): Promise<T> {
  const building = await way.start()
  try {
    return await use(building)
  } finally {
    await building.stop()
  }
}

/** Outputs that nobody is writing. */
async function settled(outputs: Building['outputs']): Promise<ReturnType<Building['outputs']>> {
  for (let written = outputs(); ;) {
    await pause(200)
    const now = outputs()
    if (JSON.stringify(now) === JSON.stringify(written)) return now
    written = now
  }
}

async function makeEdits(building: Building, only: readonly string[]): Promise<Record<string, Seen>> {
  const { project, build, fingerprint, outputs } = building
  const state = edits.map(() => 0)
  const seen: Record<string, Seen> = {}
  const isBuilt = await build({ file: 'src/fare.ts', text: marked }, () => fingerprint() !== undefined)
  if (!isBuilt) throw new Error(`there is no first build in ${project.folder}`)
  for (const [index, { name, file, text }] of edits.entries()) {
    if (!only.includes(name)) continue
    const each: Seen = (seen[name] = { fresh: 0, isQuiet: false })
    for (let round = 1; round <= rounds; round++) {
      state[index] = round
      project.write(file, text(round))
      const wanted = knownFromNothing(project, state.join())
      if (await build({ file, text: text(round) }, () => fingerprint() === wanted)) each.fresh++
    }
    for (let tries = building.hearsByItself ? 3 : 1; tries > 0 && !each.isQuiet; tries--) {
      const written = await settled(outputs)
      await build({ file, text: text(rounds) })
      each.isQuiet = JSON.stringify(written) === JSON.stringify(outputs())
    }
  }
  return seen
}
