/**
 * Lets tools that watch build again for a reason that they do not notice themselves: they watch a file of ours, which is
 * written then.
 *
 * esbuild notes how a file is when a plugin has answered, and not how it was when the plugin read it; rollup watches a file
 * only after the first build; both, and Vite, keep to themselves that a file was written again just after they have told of
 * it. Rspack compares what lies in `node_modules` with what it was when the build had ended. rolldown, by which Vite 8 builds,
 * watches no path that is not there.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { watchAbsent } from './watch-absent'

export interface RebuildSignal {
  /** The file to watch. */
  file(): string
  /** Builds again when something comes to be at one of these paths. */
  watchAbsent(paths: readonly string[]): void
  /** Builds again: now, and until a build begins, as a tool may not be watching yet. */
  raise(): void
  /** Calls back some times after a build, unless another one begins: a watcher may keep to itself that a file was written again. */
  whenQuiet(look: () => void): void
  /** A build begins. */
  lower(): void
  close(): void
}

const AGAIN_MILLISECONDS = 250
const TIMES = 40
/** When to look after a build, one after the other: a tool may notice nothing that comes soon after it has begun. */
const QUIET_MILLISECONDS = [100, 400, 1600]

export function createRebuildSignal(): RebuildSignal {
  let folder: string | undefined
  let written = 0
  let again: NodeJS.Timeout | undefined
  let quiet: readonly NodeJS.Timeout[] = []
  const write = (): void => {
    if (folder !== undefined) writeFileSync(join(folder, 'again'), String(++written))
  }
  const lower = (): void => {
    clearInterval(again)
    for (const each of quiet) clearTimeout(each)
  }
  const raise = (): void => {
    lower()
    write()
    let times = TIMES
    again = setInterval(() => {
      if (--times > 0) write()
      else clearInterval(again)
    }, AGAIN_MILLISECONDS).unref()
  }
  const absent = watchAbsent(raise)
  const close = (): void => {
    lower()
    absent.close()
    process.off('exit', close)
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    folder = undefined
  }
  return {
    file() {
      if (folder === undefined) {
        folder = mkdtempSync(join(tmpdir(), 'keyprint-'))
        writeFileSync(join(folder, 'again'), '')
        process.once('exit', close)
      }
      return join(folder, 'again')
    },
    watchAbsent(paths) {
      absent.watch(paths)
    },
    raise,
    whenQuiet(look) {
      for (const each of quiet) clearTimeout(each)
      quiet = QUIET_MILLISECONDS.map(after => setTimeout(look, after).unref())
    },
    lower,
    close
  }
}
