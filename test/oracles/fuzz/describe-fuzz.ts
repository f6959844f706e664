/**
 * Generated programs, an edit, and both versions run with one store: what the second finds there must be what it would
 * have calculated itself.
 */
import Table from 'cli-table3'
import fc from 'fast-check'
import { program, style } from './arbitrary'
import { build, type Texts, type Version } from './build'
import { editAt } from './edit'
import type { Program } from './model'
import { PLAIN, render, type Style } from './render'
import { startRunner, type Finished, type FinishedCached, type Runner } from './runner'

export interface Amount {
  readonly edits: number
  readonly rewritings: number
  readonly seed: number
}

/** Milliseconds; a failure is made smaller, which takes its time. */
const TIME_LIMIT = 20 * 60_000

export function describeFuzz({ edits, rewritings, seed }: Amount): void {
  const count = { programs: 0, hits: 0, misses: 0, plainly: 0, refused: 0, differing: 0, moved: 0 }
  let runner: Runner

  beforeAll(() => {
    runner = startRunner()
  })

  afterAll(() => {
    runner.stop()
    const table = new Table({ style: { head: [], border: [] } })
    table.push(
      ['seed', seed],
      ['programs built and run', count.programs],
      ['edits that changed a result', count.differing],
      ['edits that moved a fingerprint', count.moved],
      ['hits', count.hits],
      ['misses', count.misses],
      ['calls that ran plainly', count.plainly],
      ['functions refused', count.refused]
    )
    process.stdout.write(`${table.toString()}\n`)
  })

  /** The versions one after the other and the first one again: as they are, and then cached with one store. */
  async function runAll(texts: readonly Texts[]): Promise<readonly Outcome[]> {
    const { versions, errors } = build(texts)
    expect(errors).toEqual([])
    const inTurn = [...versions, versions[0]].flatMap(each => each ?? [])
    const { plain, cached } = await runner.run({
      plain: inTurn.map(each => each.plain),
      cached: inTurn.map(each => each.cached)
    })
    // A program that runs for too long shows nothing.
    fc.pre(plain.every(({ failure }) => failure?.includes('timed out') !== true))
    count.programs += versions.length
    count.refused += versions.flatMap(each => each.functions.filter(isRefused)).length
    for (const { events } of cached) {
      count.hits += events.hit
      count.misses += events.miss
      count.plainly += events.bypass
    }
    expect(cached.map(resultsOf)).toEqual(plain.map(resultsOf))
    return inTurn.map((version, index) => ({
      results: resultsOf(plain[index]),
      fingerprints: fingerprintsOf(version),
      events: cached[index]?.events
    }))
  }

  test(
    'an edit that matters is never answered from before it',
    async () => {
      await fc.assert(
        fc.asyncProperty(program, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), style, async (...drawn) => {
          const [before, ...edited] = await runAll(versionsOf(drawn))
          count.differing += edited.filter(({ results }) => results !== before?.results).length
          count.moved += edited.filter(({ fingerprints }) => fingerprints !== before?.fingerprints).length
        }),
        parameters(edits)
      )
    },
    TIME_LIMIT
  )

  test(
    'a program written in another way is answered from before',
    async () => {
      await fc.assert(
        fc.asyncProperty(program, fc.constant<number[]>([]), style, async (...drawn) => {
          const [before, rewritten, again] = await runAll(versionsOf(drawn))
          expect(rewritten?.fingerprints).toEqual(before?.fingerprints)
          // A file that nothing of another file needs is not loaded, nor is what it calls while it is.
          expect(rewritten?.events?.miss).toEqual(again?.events?.miss)
        }),
        parameters(rewritings)
      )
    },
    TIME_LIMIT
  )

  function parameters(numRuns: number): fc.Parameters<Drawn> {
    return { seed, numRuns, reporter: report }
  }
}

type Drawn = [program: Program, places: number[], style: Style]

interface Outcome {
  readonly results: string
  readonly fingerprints: string
  readonly events: FinishedCached['events'] | undefined
}

/** The program, an edit of it for each place, and without a place the program itself, written otherwise. */
function versionsOf([written, places, otherStyle]: Drawn): readonly Texts[] {
  const others = places.length === 0 ? [written] : places.map(place => editAt(written, place))
  return [render(written, PLAIN), ...others.map(each => render(each, otherStyle))]
}

/** The smallest program that was found, as texts. */
function report(details: fc.RunDetails<Drawn>): void {
  if (!details.failed) return
  const texts = details.counterexample === null ? [] : versionsOf(details.counterexample)
  const versions = texts.map((files, index) => {
    const parts = Object.entries(files).map(([file, text]) => `--- ${file}\n${text}`)
    return [`===== version ${index + 1}`, ...parts].join('\n')
  })
  const cause = details.errorInstance instanceof Error ? details.errorInstance.message : ''
  throw new Error([`seed ${details.seed}, path ${details.counterexamplePath ?? ''}`, ...versions, cause].join('\n'))
}

function isRefused({ diagnostics }: Version['functions'][number]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

function resultsOf(finished: Finished | undefined): string {
  return finished?.results?.join(' ') ?? finished?.failure ?? ''
}

function fingerprintsOf({ functions }: Version): string {
  const all = functions.map(each => `${each.name} ${isRefused(each) ? 'refused' : each.fingerprint}`)
  return all.sort().join('\n')
}
