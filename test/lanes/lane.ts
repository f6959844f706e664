/** The lanes of fixtures/lanes: each folder holds what a project needs to be built one way, and says how in `lane.json`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixturesFolder } from '../fixtures/fixture-folders'

export interface Lane {
  /** Of the folder. */
  readonly name: string
  readonly title: string
  readonly group: 'compilers' | 'bundlers' | 'runners'
  /** A folder of test/lanes/tools: what is installed beside keyprint. */
  readonly tools: string
  /** The lane changes what is installed and gets a copy. Default false. */
  readonly ownTools?: true
  /** Commands of a shell, with what is installed in the path. A lane without `build` builds while it runs. */
  readonly before?: string
  readonly build?: string
  readonly run: string
  /** Of these checks the lane cannot pass some; why. */
  readonly lacks?: Readonly<Partial<Record<Check, string>>>
  /** Files that the documentation shows. */
  readonly shows: readonly string[]
  /** A sentence for the documentation. */
  readonly note?: string
}

/** What is checked of a lane, by the words of the table. */
export const CHECKS = {
  fingerprints: 'the fingerprints that `keyprint list` tells, in two folders, one with LF and one with CRLF',
  hits: 'second calls hit, and a captured variable moves the key',
  entries: 'all calls hit the entries of a program that tspc built',
  'unused code':
    'cached functions that nobody uses are left out of the bundle, and those that stay hit, also in a package without side effects',
  edit: 'after an edit two files away the next build carries the new fingerprints',
  errors: 'an error of keyprint fails the build',
  'source map': 'the stack of an error names the line of the source'
} as const

export type Check = keyof typeof CHECKS

/** Why a lane cannot pass a check; undefined for those that it has to pass. */
export function lackOf(lane: Lane, check: Check): string | undefined {
  return check === 'unused code' && lane.group !== 'bundlers' ? 'it makes no bundles' : lane.lacks?.[check]
}

export const lanesFolder = join(fixturesFolder, 'lanes')

export function listLanes(): readonly Lane[] {
  return readdirSync(lanesFolder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'project')
    .map(({ name }) => ({ name, ...(JSON.parse(read(join(name, 'lane.json'))) as Omit<Lane, 'name'>) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function read(file: string): string {
  return readFileSync(join(lanesFolder, file), 'utf8')
}
