/** A process beside the tests that runs compiled programs. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createTemporaryProject } from '../../support/temporary-project'
import type { Texts } from './build'

export interface Finished {
  /** What `run` of the program gave, in order; absent if it failed. */
  readonly results?: readonly string[]
  readonly failure?: string
  /** How many calls were hits, misses, and runs without the cache. */
  readonly events: { readonly hit: number; readonly miss: number; readonly bypass: number }
}

export interface Runner {
  /** Runs programs one after the other against one store that is empty at first. */
  run(programs: readonly Texts[]): Promise<readonly Finished[]>
  stop(): void
}

export function startRunner(): Runner {
  const { folder } = createTemporaryProject({})
  const child = fork(join(__dirname, 'run-programs.cjs'), {
    execArgv: ['--no-warnings'],
    env: { PATH: process.env['PATH'] ?? '' }
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the process that runs the programs has ended with ${String(code)}`)
  })
  // It ends with the tests, too.
  ended.catch(() => {})
  let count = 0
  return {
    async run(runs) {
      count += 1
      child.send({ store: `file:${join(folder, 'store')}`, namespace: `case${count}`, runs })
      const [finished] = (await Promise.race([once(child, 'message'), ended])) as [readonly Finished[]]
      return finished
    },
    stop: () => child.kill()
  }
}
