/** A process beside the tests that runs compiled programs. */
import { fork } from 'node:child_process'
import { on } from 'node:events'
import { join } from 'node:path'
import { createTemporaryProject } from '../../support/temporary-project'
import type { Texts } from './build'

export interface Finished {
  /** What `run` of the program gave, in order; absent if it failed. */
  readonly results?: readonly string[]
  readonly failure?: string
}

export interface FinishedCached extends Finished {
  /** How many calls were hits, misses, and runs without the cache. */
  readonly events: { readonly hit: number; readonly miss: number; readonly bypass: number }
}

export interface Programs<Plain, Cached> {
  readonly plain: readonly Plain[]
  readonly cached: readonly Cached[]
}

export interface Runner {
  /** Runs programs one after the other; those that are cached against one store that is empty at first. */
  run(programs: Programs<Texts, Texts>): Promise<Programs<Finished, FinishedCached>>
  stop(): void
}

export function startRunner(): Runner {
  const { folder } = createTemporaryProject({})
  const child = fork(join(__dirname, 'run-programs.cjs'), {
    execArgv: ['--no-warnings'],
    env: { PATH: process.env['PATH'] ?? '' }
  })
  const ended = new AbortController()
  child.once('exit', code => {
    ended.abort(new Error(`the process that runs the programs has ended with ${String(code)}`))
  })
  let count = 0
  return {
    async run(programs) {
      ended.signal.throwIfAborted()
      const namespace = `case${++count}`
      child.send({ store: `file:${join(folder, 'store')}`, namespace, ...programs })
      for await (const [answer] of on(child, 'message', { signal: ended.signal })) {
        if ((answer as Answer).namespace === namespace) return answer as Answer
      }
      throw new Error('the process that runs the programs does not answer')
    },
    stop: () => child.kill()
  }
}

type Answer = Programs<Finished, FinishedCached> & { readonly namespace: string }
