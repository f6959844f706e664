import { spawnSync } from 'node:child_process'

export interface Finished {
  /** Exit code; null when a signal ended the process. */
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd: string
  /** Added to the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds, default 5 minutes. */
  readonly timeout?: number
}

/** Runs a program to its end. Throws only if it cannot be started, or takes too long. */
export function runProcess(command: string, args: readonly string[], surroundings: Surroundings): Finished {
  const { cwd, env = {}, timeout = 300_000 } = surroundings
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    timeout,
    env: { ...ownEnvironment(), ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  })
  if (error) throw error
  return { status, stdout, stderr }
}

export function runNode(args: readonly string[], surroundings: Surroundings): Finished {
  return runProcess(process.execPath, args, surroundings)
}

/** Without what `npm test` and a terminal leave there: it would leak into npm and into colors of the child. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const leaking = /^(npm_(package|lifecycle|command|execpath|config_local_prefix)|NODE_OPTIONS$|FORCE_COLOR$|KEYPRINT_)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !leaking.test(name)))
}
