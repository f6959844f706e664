import { load } from './stores/load'
import type { RunEnded } from './cached-options'

/** Milliseconds between two pictures. */
const PERIOD = 80

interface ShownRun {
  readonly text: string
  /** By `performance.now()`. */
  readonly started: number
}

/** The runs that are shown, the oldest first. */
const shown = new Set<ShownRun>()
let stop: (() => void) | undefined

/**
 * Makes a hook for the option `onMiss` that shows in the terminal what runs, and for how long: `onMiss: spinner('loading prices')`.
 * Writes to stderr, and nothing where that or stdout is no terminal, or under `CI`.
 *
 * @throws TypeError when the text is none
 */
export function spinner(text: string): () => ((ended: RunEnded) => void) | undefined {
  if (typeof text !== 'string') throw new TypeError('keyprint: spinner() takes the text to show')
  return () => {
    if (!canDraw()) return undefined
    const run = { text, started: performance.now() }
    shown.add(run)
    stop ??= start()
    return () => {
      shown.delete(run)
      if (shown.size > 0) return
      stop?.()
      stop = undefined
    }
  }
}

/** The library looks at stdout to know whether it can draw, and never ends in a terminal without a width. */
function canDraw(): boolean {
  const { stderr, stdout, env } = process
  return stderr.isTTY && stderr.columns > 0 && stdout.isTTY && env.CI === undefined
}

function start(): () => void {
  const { createSpinner } = load('nanospinner') as typeof import('nanospinner')
  const picture = createSpinner('', { stream: process.stderr })
  const draw = (): void => void picture.update(textOf([...shown])).spin()
  const end = (): void => void picture.stop()
  // Its own `start` would end the program at a signal that the program may handle.
  const timer = setInterval(draw, PERIOD).unref()
  process.once('exit', end)
  draw()
  return () => {
    clearInterval(timer)
    process.off('exit', end)
    end()
  }
}

/** `loading prices 3 s`, with how many more there are. */
function textOf([first, ...others]: readonly ShownRun[]): string {
  if (!first) return ''
  const seconds = Math.floor((performance.now() - first.started) / 1000)
  return `${first.text} ${seconds} s${others.length > 0 ? ` (and ${others.length} more)` : ''}`
}
