import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { ownEnvironment, type Surroundings } from './run-process'

/**
 * A Node process that is told lines and says lines. It ends with all that it has started: a tool leaves services and workers
 * behind, and jest waits for whoever holds its own output.
 */
export class LineProcess {
  readonly lines: string[] = []
  readonly process: ChildProcess
  private readonly listeners = new Set<() => void>()
  private readonly ended: Promise<unknown>
  private hasEnded = false

  constructor(args: readonly string[], { cwd, env = {} }: Surroundings) {
    this.process = spawn(process.execPath, args, {
      cwd,
      env: { ...ownEnvironment(), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, which can be killed as one.
      detached: true
    })
    this.process.stderr?.on('data', (text: Buffer) => process.stderr.write(text))
    // Not `exit`: lines may still be on their way then.
    this.ended = once(this.process, 'close').then(() => this.end())
    const output = this.process.stdout
    if (output) createInterface({ input: output }).on('line', line => this.hear(line))
  }

  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`)
  }

  /**
   * The first line that begins so, after the first `heard` lines, as soon as it is there. Throws when the process ends
   * without it.
   */
  async says(beginning: string, heard = 0): Promise<string> {
    for (;;) {
      const line = this.lines.slice(heard).find(each => each.startsWith(beginning))
      if (line !== undefined) return line
      if (this.hasEnded) throw new Error(`ended without '${beginning}', after: ${this.lines.join(', ')}`)
      await new Promise<void>(resolve => this.listeners.add(resolve))
    }
  }

  /** Waits until it has ended by itself. */
  async ends(): Promise<void> {
    await this.ended
  }

  async kill(): Promise<void> {
    this.killGroup()
    await this.ended
  }

  private killGroup(): void {
    if (this.process.pid === undefined) return
    try {
      process.kill(-this.process.pid, 'SIGKILL')
    } catch (error) {
      // Nothing of it is left.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }

  private hear(line: string): void {
    this.lines.push(line)
    this.wake()
  }

  private end(): void {
    this.hasEnded = true
    this.wake()
  }

  private wake(): void {
    for (const listener of this.listeners) listener()
    this.listeners.clear()
  }
}
